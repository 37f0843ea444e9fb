#import "SceneDelegate.h"

#import "AppDelegate.h"

@implementation SceneDelegate

- (AppIntegration *)integration {
    return ((AppDelegate *)UIApplication.sharedApplication.delegate).integration;
}

- (void)scene:(UIScene *)scene
    willConnectToSession:(UISceneSession *)session
                 options:(UISceneConnectionOptions *)connectionOptions {
    if (![scene isKindOfClass:[UIWindowScene class]]) {
        return;
    }
    UIWindow *window = [[UIWindow alloc] initWithWindowScene:(UIWindowScene *)scene];
    window.rootViewController = [self integration].screen;
    [window makeKeyAndVisible];
    self.window = window;
    UNNotificationResponse *response = connectionOptions.notificationResponse;
    if (response != nil) {
        [[self integration] openedWithResponse:response];
    }
}

- (void)sceneDidBecomeActive:(UIScene *)scene {
    [[self integration] didBecomeActive];
}

- (void)sceneWillResignActive:(UIScene *)scene {
    [[self integration] willResignActive];
}

- (void)sceneDidEnterBackground:(UIScene *)scene {
    [[self integration] didEnterBackground];
}

- (void)sceneWillEnterForeground:(UIScene *)scene {
    [[self integration] willEnterForeground];
}

- (void)sceneDidDisconnect:(UIScene *)scene {
    self.window.rootViewController = nil; // the screen is the integration's, and goes into the next window
    self.window = nil;
}

@end
