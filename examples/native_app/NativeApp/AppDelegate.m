#import "AppDelegate.h"

#import "AppJournal.h"
#import "SceneDelegate.h"

@implementation AppDelegate

- (BOOL)application:(UIApplication *)application
    didFinishLaunchingWithOptions:(NSDictionary<UIApplicationLaunchOptionsKey, id> *)launchOptions {
    self.integration = [[AppIntegration alloc] init];
    [self.integration launchWithOptions:launchOptions];
    return YES;
}

- (UISceneConfiguration *)application:(UIApplication *)application
    configurationForConnectingSceneSession:(UISceneSession *)connectingSceneSession
                                   options:(UISceneConnectionOptions *)options {
    UISceneConfiguration *configuration =
        [[UISceneConfiguration alloc] initWithName:@"Default Configuration" sessionRole:connectingSceneSession.role];
    configuration.delegateClass = [SceneDelegate class];
    return configuration;
}

- (void)applicationWillTerminate:(UIApplication *)application {
    [self.integration willTerminate];
}

- (void)application:(UIApplication *)application didRegisterForRemoteNotificationsWithDeviceToken:(NSData *)deviceToken {
    [self.integration.push application:application didRegisterForRemoteNotificationsWithDeviceToken:deviceToken];
}

- (void)application:(UIApplication *)application didFailToRegisterForRemoteNotificationsWithError:(NSError *)error {
    [AppJournal.shared write:@"registration_failed"];
    [self.integration.push application:application didFailToRegisterForRemoteNotificationsWithError:error];
    [self.integration noPush:error.localizedDescription];
}

- (void)application:(UIApplication *)application
    didReceiveRemoteNotification:(NSDictionary *)userInfo
          fetchCompletionHandler:(void (^)(UIBackgroundFetchResult result))completionHandler {
    [self.integration didReceiveRemoteNotification:userInfo completion:^{
        completionHandler(UIBackgroundFetchResultNewData);
    }];
}

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
#pragma clang diagnostic ignored "-Wdeprecated-implementations"

/// The guide's way to hear of local notifications; called while no notification center's delegate is set.
- (void)application:(UIApplication *)application didReceiveLocalNotification:(UILocalNotification *)notification {
    [self.integration didReceiveLocalNotification:notification.userInfo ?: @{}];
}

#pragma clang diagnostic pop

@end
