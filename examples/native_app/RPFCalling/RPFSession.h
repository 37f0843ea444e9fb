// The signalling session: one WebSocket to the service, greeted, and opened again when it broke.
//
// Open while somebody has a reason for it. It does not queue: whoever has something to say looks at what is still to be
// said when the session is ready, for after a suspension the old connection is dead.

#import "RPFCredentials.h"

NS_ASSUME_NONNULL_BEGIN

@protocol RPFSessionDelegate <NSObject>
- (void)sessionIsReady:(NSDictionary *)welcome;
- (void)sessionReceived:(NSDictionary *)message;
- (void)sessionLost;
/// The service does not want this user, or is none. Only a new start helps.
- (void)sessionRefused:(NSString *)code message:(NSString *)message;
/// Nobody answered the first attempt; more will follow.
- (void)sessionUnreachable:(NSString *)message;
@end

@interface RPFSession : NSObject
@property (nonatomic, weak, nullable) id<RPFSessionDelegate> delegate;
@property (nonatomic, readonly) BOOL isReady;
/// Ready, or going to be: there still is a reason, and hope.
@property (nonatomic, readonly) BOOL isWanted;
@property (nonatomic, readonly, copy) NSString *userId;

- (instancetype)initWithCredentials:(RPFCredentials *)credentials;
- (void)start;
/// Have the session open for `reason`; one that waits to try again tries now.
- (void)want:(NSString *)reason;
- (void)letGo:(NSString *)reason;
/// Close now; a reason that is left opens it again.
- (void)close;
/// Send now, or say NO: the caller says it again when the session is ready.
- (BOOL)send:(NSDictionary<NSString *, id> *)message;
@end

NS_ASSUME_NONNULL_END
