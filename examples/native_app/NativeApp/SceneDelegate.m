#import "SceneDelegate.h"

#import "AppJournal.h"

@implementation SceneDelegate

- (void)scene:(UIScene *)scene
    willConnectToSession:(UISceneSession *)session
                 options:(UISceneConnectionOptions *)connectionOptions {
    if (![scene isKindOfClass:[UIWindowScene class]]) {
        return;
    }
    UIWindow *window = [[UIWindow alloc] initWithWindowScene:(UIWindowScene *)scene];
    window.rootViewController = [[UIViewController alloc] init];
    [window makeKeyAndVisible];
    self.window = window;
}

- (void)sceneDidBecomeActive:(UIScene *)scene {
    [AppJournal.shared write:@"active"];
}

- (void)sceneDidEnterBackground:(UIScene *)scene {
    [AppJournal.shared write:@"background"];
}

@end
