// A call as the app sees it: who, in which state, and what the person can do about it.

#import <UIKit/UIKit.h>

NS_ASSUME_NONNULL_BEGIN

typedef NS_ENUM(NSInteger, RPFCallState) {
    RPFCallStateInitiated,     // only a push spoke of it, or it is being dialled
    RPFCallStateRinging,       // the service confirmed it
    RPFCallStateAnswerPending, // the person has decided, the service has not heard yet
    RPFCallStateAnswered,      // the service was told
    RPFCallStateEstablished,   // the service says so
    RPFCallStateEnded,
};

@protocol RPFCall;

/// Each method is called at most once per call.
@protocol RPFCallDelegate <NSObject>
@optional
- (void)callDidProgress:(id<RPFCall>)call;
- (void)callDidEstablish:(id<RPFCall>)call;
- (void)callDidEnd:(id<RPFCall>)call;
@end

@protocol RPFCallDetails <NSObject>
/// Where the app was when it heard of the call: active rings inside, anything else means that a tap opened it.
@property (nonatomic, readonly) UIApplicationState applicationStateWhenReceived;
@property (nonatomic, readonly) BOOL isVideoOffered;
/// Why it ended; nil before.
@property (nonatomic, readonly, copy, nullable) NSString *endCause;
@end

@protocol RPFCall <NSObject>
@property (nonatomic, weak, nullable) id<RPFCallDelegate> delegate;
@property (nonatomic, readonly, copy) NSString *callId;
@property (nonatomic, readonly, copy) NSString *remoteUserId;
/// Display name, else user id.
@property (nonatomic, readonly, copy) NSString *displayName;
@property (nonatomic, readonly, copy) NSDictionary<NSString *, NSString *> *headers;
@property (nonatomic, readonly) RPFCallState state;
@property (nonatomic, readonly) BOOL isOutgoing;
/// Whether this person took the call, whatever became of it.
@property (nonatomic, readonly) BOOL wasAnswered;
@property (nonatomic, readonly) id<RPFCallDetails> details;
/// The app's own.
@property (nonatomic, strong, nullable) id userInfo;

/// In the background the answer is pending until the app comes to the foreground.
- (void)answer;
/// Decline while it rings, hang up once it is answered.
- (void)hangup;
@end

NS_ASSUME_NONNULL_END
