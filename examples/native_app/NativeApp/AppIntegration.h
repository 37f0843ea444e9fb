// The integrator's code: launching in the guide's order, the app's life, pushes, calls, taps, and who is signed in.

#import <UserNotifications/UserNotifications.h>

#import "AppScreen.h"
#import "RPFCalling.h"

NS_ASSUME_NONNULL_BEGIN

@interface AppIntegration : NSObject

@property (nonatomic, readonly) id<RPFManagedPush> push;
@property (nonatomic, readonly) AppScreen *screen;

/// All that must be ready before application:didFinishLaunchingWithOptions: returns. No window is needed.
- (void)launchWithOptions:(nullable NSDictionary *)options;

// The app's life, from the scene, its end from the app delegate; the client follows it by itself.
- (void)didBecomeActive;
- (void)willResignActive;
- (void)willTerminate;
- (void)didEnterBackground;
- (void)willEnterForeground;
/// The tap that made the scene connect; the notification delegate may hear of it as well, or not.
- (void)openedWithResponse:(UNNotificationResponse *)response;

// Pushes, from the app delegate.
- (void)didReceiveRemoteNotification:(NSDictionary *)userInfo completion:(void (^)(void))completion;
/// The guide's way to hear of a local notification that arrived in front, or was tapped.
- (void)didReceiveLocalNotification:(NSDictionary *)userInfo;

/// iOS gives no device token: the person can be called only while the app is open, and should know.
- (void)noPush:(NSString *)error;

// What CallKit needs.
/// Relay a push to the SDK, and do what the result asks for.
- (void)takeIn:(NSDictionary *)payload completion:(void (^)(void))completion;
- (id<RPFNotificationResult>)relay:(NSDictionary *)payload completion:(void (^)(void))completion;
- (nullable id<RPFCall>)callWithId:(NSString *)callId;
/// A push spoke of a call that has ended; if nobody took it, it was missed.
- (void)callIsOver:(id<RPFCallNotificationResult>)result completion:(void (^)(void))completion;
- (void)present:(id<RPFCall>)call first:(BOOL)first;
- (void)withdraw:(id<RPFCall>)call;

@end

NS_ASSUME_NONNULL_END
