#import "RPFBackgroundHold.h"
#import "RPFCallClient.h"
#import "RPFCallImpl.h"
#import "RPFSession.h"

NS_ASSUME_NONNULL_BEGIN

@interface RPFCallClientImpl : NSObject <RPFCallClient, RPFCallControl>
@property (nonatomic) BOOL sendsHeaders;
/// How this user is named to others, with push or without.
@property (nonatomic, copy, nullable) NSString *_Nullable (^ownName)(void);
@property (nonatomic, strong) RPFSession *session;
@property (nonatomic, strong) RPFBackgroundHold *background;
@property (nonatomic, strong) NSMutableDictionary<NSString *, RPFCallImpl *> *open;
@property (nonatomic, strong) NSMutableDictionary<NSString *, NSString *> *ended;        // call id -> cause
@property (nonatomic, strong) NSMutableDictionary<NSString *, NSString *> *unsaid;       // call id -> decline or hangup
@property (nonatomic, strong) NSMutableDictionary<NSString *, RPFCallImpl *> *dialling;  // ref -> call without an id
@property (nonatomic) NSUInteger dialled;

- (instancetype)initWithSession:(RPFSession *)session hold:(RPFBackgroundHold *)hold;

// What pushes and notifications say. `completion` when nothing is under way any more that suspension would cut off.
- (void)receivedInvite:(RPFPushContent *)content notify:(BOOL)notify completion:(void (^)(void))completion;
- (void)receivedCancel:(RPFPushContent *)content completion:(void (^)(void))completion;
// What the app's life brings.
- (void)cameToForeground;
- (void)becameActive;

/// Why a call ended, if this client knows that it did.
- (nullable NSString *)endCauseOf:(NSString *)callId;

/// A call nobody has heard of before; it rings from now on.
- (RPFCallImpl *)begin:(RPFPushContent *)content state:(UIApplicationState)state;
/// This call is over. `completion` once its notification is gone.
- (void)end:(RPFCallImpl *)call cause:(NSString *)cause completion:(nullable void (^)(void))completion;
- (void)wantConnectionFor:(NSString *)callId;
- (void)letGoOf:(NSString *)callId;
- (BOOL)isInFront;
@end

/// How calls reach the person.
@interface RPFCallClientImpl (Announcing)
/// Hand the call over if the app is in front; else show a notification if `notify` says that nobody else does.
- (void)present:(RPFCallImpl *)call notify:(BOOL)notify unlessListed:(BOOL)look completion:(void (^)(void))completion;
- (void)removeNotificationOf:(NSString *)callId completion:(void (^)(void))completion;
@end

/// The connection's part; it has the last word.
@interface RPFCallClientImpl (Line)
- (void)dial:(RPFCallImpl *)call;
/// Tell the service of an answer that is pending, if this is the moment.
- (void)tryAnswer:(RPFCallImpl *)call;
/// Decline or hang up; said again until the service confirms it.
- (void)say:(NSString *)word about:(NSString *)callId;
/// What became of this call?
- (void)askAbout:(NSString *)callId;
- (void)sessionIsReady:(NSArray *)activeCalls missed:(NSArray *)missedCalls;
- (void)sessionLost;
- (BOOL)received:(NSDictionary *)message;
@end

NS_ASSUME_NONNULL_END
