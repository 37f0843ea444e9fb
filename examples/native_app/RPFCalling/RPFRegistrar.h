// Which device tokens the service knows for this user on this phone: says what differs whenever the session is ready.
//
// What was confirmed survives the process: a token of an earlier launch that is no longer wanted is unregistered before the
// new one is registered, else one call is pushed twice.

#import "RPFBackgroundHold.h"
#import "RPFManagedPush.h"
#import "RPFSession.h"

NS_ASSUME_NONNULL_BEGIN

@interface RPFRegistrar : NSObject <RPFManagedPushClient>
@property (nonatomic, readonly) BOOL enabled;
@property (nonatomic, readonly) BOOL isRegistered;
@property (nonatomic, copy, nullable) void (^changed)(void);

- (instancetype)initWithSession:(RPFSession *)session hold:(RPFBackgroundHold *)hold;
- (void)enableForEnvironment:(RPFAPSEnvironment)environment;
/// No push may reach this phone for this user any more.
- (void)unregister;
/// The user's own name, before managed push's.
- (void)setOwnDisplayName:(nullable NSString *)displayName;
/// How this user is named to others; nil as well for a name that no push has room for.
- (nullable NSString *)displayName;
- (void)sync;
- (void)sessionLost;
/// Whether the message was an answer for the registrar.
- (BOOL)received:(NSDictionary *)message;
@end

NS_ASSUME_NONNULL_END
