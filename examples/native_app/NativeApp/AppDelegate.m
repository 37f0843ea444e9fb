#import "AppDelegate.h"

#import "AppJournal.h"
#import "RPFCalling.h"
#import "SceneDelegate.h"

@interface AppDelegate () <RPFManagedPushDelegate>
@property (nonatomic, strong) id<RPFManagedPush> push;
@end

@implementation AppDelegate

- (BOOL)application:(UIApplication *)application
    didFinishLaunchingWithOptions:(NSDictionary<UIApplicationLaunchOptionsKey, id> *)launchOptions {
    [AppJournal.shared write:@"launched"];
    RPFSetTrace(^(NSString *kind, NSDictionary<NSString *, id> *data) {
        [AppJournal.shared write:kind data:data];
    });
    self.push = [RPFCalling managedPushWithAPSEnvironment:RPFAPSEnvironmentAutomatic];
    self.push.delegate = self;
    [self.push setDesiredPushTypeAutomatically];
    [self.push registerUserNotificationSettings:^(BOOL granted) {
        [AppJournal.shared write:@"permission" data:@{@"granted" : @(granted)}];
    }];
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

- (void)application:(UIApplication *)application didRegisterForRemoteNotificationsWithDeviceToken:(NSData *)deviceToken {
    [self.push application:application didRegisterForRemoteNotificationsWithDeviceToken:deviceToken];
}

- (void)application:(UIApplication *)application didFailToRegisterForRemoteNotificationsWithError:(NSError *)error {
    [AppJournal.shared write:@"registration_failed"];
    [self.push application:application didFailToRegisterForRemoteNotificationsWithError:error];
}

- (void)application:(UIApplication *)application
    didReceiveRemoteNotification:(NSDictionary *)userInfo
          fetchCompletionHandler:(void (^)(UIBackgroundFetchResult result))completionHandler {
    [self.push didReceiveRemoteNotification:userInfo completion:^{
        completionHandler(UIBackgroundFetchResultNewData);
    }];
}

#pragma mark RPFManagedPushDelegate

- (void)managedPush:(id<RPFManagedPush>)managedPush
    didReceiveIncomingPushWithPayload:(NSDictionary *)payload
                              forType:(NSString *)pushType
                           completion:(void (^)(void))completion {
    [AppJournal.shared write:@"push" data:@{@"type" : pushType}];
    completion();
}

@end
