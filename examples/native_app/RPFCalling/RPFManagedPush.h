// Acquires device tokens and receives pushes, regular and VoIP, through one delegate method.
//
// Made as early as possible at launch, before and independent of any client: choosing VoIP creates the PushKit registry,
// and a registry made later misses the very push that launched the app.

#import <UIKit/UIKit.h>

NS_ASSUME_NONNULL_BEGIN

/// Where device tokens are valid. Must match how the app is signed.
typedef NS_ENUM(NSInteger, RPFAPSEnvironment) {
    RPFAPSEnvironmentDevelopment,
    RPFAPSEnvironmentProduction,
};

#ifdef DEBUG
#define RPFAPSEnvironmentAutomatic RPFAPSEnvironmentDevelopment
#else
#define RPFAPSEnvironmentAutomatic RPFAPSEnvironmentProduction
#endif

FOUNDATION_EXPORT NSString *const RPFPushTypeRegular;
FOUNDATION_EXPORT NSString *const RPFPushTypeVoIP;

@protocol RPFManagedPush;
@protocol RPFManagedPushClient;

@protocol RPFManagedPushDelegate <NSObject>

/// A push came, whichever way. Forward it with -[RPFClient relayRemotePushNotification:completion:].
///
/// Call `completion` once, when the push has been dealt with. With `mustReport` the system wants the push reported to
/// CallKit before this method returns, as of every VoIP push from iOS 13 on, unless iOS 26.4 or later says otherwise.
- (void)managedPush:(id<RPFManagedPush>)managedPush
    didReceiveIncomingPushWithPayload:(NSDictionary *)payload
                              forType:(NSString *)pushType
                           mustReport:(BOOL)mustReport
                           completion:(void (^)(void))completion;

@end

@protocol RPFManagedPush <NSObject>

@property (nonatomic, weak, nullable) id<RPFManagedPushDelegate> delegate;
@property (nonatomic, readonly) RPFAPSEnvironment environment;
@property (nonatomic, readonly, copy) NSSet<NSString *> *desiredPushTypes;

/// VoIP push where `voip` is among the app's background modes, else regular push.
- (void)setDesiredPushTypeAutomatically;
- (void)setDesiredPushTypes:(NSSet<NSString *> *)pushTypes;

/// Ask the person for alerts, sounds and badges; `completion` runs on the main thread.
- (void)registerUserNotificationSettings:(void (^)(BOOL granted))completion;

/// How users of this app are named in pushes of the calls they make, unless their client has a name of its own.
- (void)setDisplayName:(nullable NSString *)displayName;

// What the app delegate forwards.
- (void)application:(UIApplication *)application didRegisterForRemoteNotificationsWithDeviceToken:(NSData *)deviceToken;
- (void)application:(UIApplication *)application didFailToRegisterForRemoteNotificationsWithError:(NSError *)error;

/// A regular push: arrived, or tapped. A payload that was given before, at launch, is not delivered twice.
- (void)didReceiveRemoteNotification:(NSDictionary *)userInfo completion:(void (^)(void))completion;
/// The push the app was launched or opened with; the same comes once more by the app delegate's callback.
- (void)didLaunchWithRemoteNotification:(NSDictionary *)userInfo;
/// A scene was opened with this push, and it has been dealt with: should it come once more, it is not delivered.
- (void)wasOpenedWithRemoteNotification:(NSDictionary *)userInfo;
/// What stands for PushKit's token, and a VoIP payload that came another way, where PushKit brings neither.
- (void)didReceiveToken:(NSData *)token forType:(NSString *)pushType;
- (void)didReceiveVoIPPayload:(NSDictionary *)payload completion:(void (^)(void))completion;

// For clients.
- (void)attach:(id<RPFManagedPushClient>)client;
- (void)detach:(id<RPFManagedPushClient>)client;

@end

/// Who wants the tokens; a client's registrar is one.
@protocol RPFManagedPushClient <NSObject>
- (void)managedPushChosePushTypes:(NSSet<NSString *> *)pushTypes;
- (void)managedPushHasToken:(NSString *)token forType:(NSString *)pushType;
- (void)managedPushLostTokenForType:(NSString *)pushType;
- (void)managedPushHasDisplayName:(nullable NSString *)displayName;
@end

NS_ASSUME_NONNULL_END
