// What one push, or the service itself, says about one call. Reading never raises: a push handler that does reports no
// call, and from iOS 13 on that costs the app its life.

#import <UIKit/UIKit.h>

NS_ASSUME_NONNULL_BEGIN

FOUNDATION_EXPORT NSString *const RPFServiceKey;
FOUNDATION_EXPORT NSString *const RPFEventInvite;
FOUNDATION_EXPORT NSString *const RPFEventCancel;

/// The service's part of a push or of a local notification's user info.
FOUNDATION_EXPORT NSDictionary *_Nullable RPFServicePart(NSDictionary *_Nullable payload);
/// Whether iOS shows something for this push by itself: one with an alert, as regular pushes of calls are.
FOUNDATION_EXPORT BOOL RPFShowsItself(NSDictionary *payload);
/// A text that is one, and not empty.
FOUNDATION_EXPORT NSString *_Nullable RPFText(id _Nullable value);

@interface RPFPushContent : NSObject

@property (nonatomic, copy) NSString *event;
@property (nonatomic, copy) NSString *callId;
@property (nonatomic, copy) NSString *fromUserId;
@property (nonatomic, copy, nullable) NSString *toUserId;
@property (nonatomic, copy, nullable) NSString *displayName;
@property (nonatomic) BOOL video;
@property (nonatomic, copy) NSDictionary<NSString *, NSString *> *headers;
/// Unix seconds; 0 when unknown.
@property (nonatomic) NSTimeInterval sentAt;
@property (nonatomic) NSTimeInterval ringTimeout;
/// Why it ended; nil for a call that may still be answered.
@property (nonatomic, copy, nullable) NSString *cause;
/// The application's state when the call was heard of, in a local notification of ours; nil in a push.
@property (nonatomic, copy, nullable) NSNumber *stateWhenReceived;

/// The service's part of a push or of a local notification's user info; nil when it tells of no call.
+ (nullable instancetype)contentWithPayload:(nullable NSDictionary *)payload;
/// As above, from the service's part itself, which signalling sends as well.
+ (nullable instancetype)contentWithFields:(NSDictionary *)fields event:(NSString *)event;

/// Display name, else user id.
@property (nonatomic, readonly, copy) NSString *caller;
/// Seconds that are left to answer.
- (NSTimeInterval)remainingAt:(NSTimeInterval)now;
/// Enough to continue the call after a cold start.
- (NSDictionary<NSString *, id> *)userInfo;

@end

NS_ASSUME_NONNULL_END
