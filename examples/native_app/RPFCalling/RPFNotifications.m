#import "RPFNotifications.h"

#import "RPFMessageContent.h"
#import "RPFPushContent.h"

NSString *const RPFAnswerActionIdentifier = @"ringproof.answer";

static NSString *const ActionCategory = @"ringproof.call";
static const NSTimeInterval LookAgain = 0.2;
static const NSUInteger Looks = 10;

@implementation RPFLocalNotification
@end

BOOL RPFIsCallNotification(NSDictionary *userInfo) {
    return [[RPFPushContent contentWithPayload:userInfo].event isEqualToString:RPFEventInvite];
}

BOOL RPFIsMessageNotification(NSDictionary *userInfo) {
    return [RPFMessageContent contentWithPayload:userInfo] != nil;
}

@interface RPFNotifications ()
+ (void)add:(RPFLocalNotification *)notification
    identifier:(NSString *)identifier
      category:(nullable NSString *)category
    completion:(void (^)(NSError *_Nullable error))completion;
+ (void)waitUntilGone:(NSArray<NSString *> *)identifiers looks:(NSUInteger)looks completion:(void (^)(void))completion;
@end

@implementation RPFNotifications

+ (void)post:(RPFLocalNotification *)notification
    identifier:(NSString *)identifier
    completion:(void (^)(NSError *error))completion {
    NSString *title = notification.alertAction;
    if (title == nil || notification.category != nil) {
        [self add:notification identifier:identifier category:notification.category completion:completion];
        return;
    }
    // Setting categories replaces the whole set, the app's own included: so it is read first.
    NSString *name = [NSString stringWithFormat:@"%@.%@", ActionCategory, title];
    UNUserNotificationCenter *center = UNUserNotificationCenter.currentNotificationCenter;
    [center getNotificationCategoriesWithCompletionHandler:^(NSSet<UNNotificationCategory *> *categories) {
        UNNotificationAction *action = [UNNotificationAction actionWithIdentifier:RPFAnswerActionIdentifier
                                                                            title:title
                                                                          options:UNNotificationActionOptionForeground];
        UNNotificationCategory *category = [UNNotificationCategory categoryWithIdentifier:name
                                                                                  actions:@[ action ]
                                                                        intentIdentifiers:@[]
                                                                                  options:UNNotificationCategoryOptionNone];
        [center setNotificationCategories:[categories setByAddingObject:category]];
        [NSOperationQueue.mainQueue addOperationWithBlock:^{
            [self add:notification identifier:identifier category:name completion:completion];
        }];
    }];
}

+ (void)add:(RPFLocalNotification *)notification
    identifier:(NSString *)identifier
      category:(NSString *)category
    completion:(void (^)(NSError *error))completion {
    UNMutableNotificationContent *content = [[UNMutableNotificationContent alloc] init];
    if (notification.alertTitle != nil) {
        content.title = notification.alertTitle;
    }
    if (notification.alertBody != nil) {
        content.body = notification.alertBody;
    }
    if ([notification.soundName isEqualToString:@"default"]) {
        content.sound = UNNotificationSound.defaultSound;
    } else if (notification.soundName != nil) {
        content.sound = [UNNotificationSound soundNamed:notification.soundName];
    }
    if (notification.badge.integerValue != 0) { // 0 would empty Notification Center
        content.badge = notification.badge;
    }
    if (category != nil) {
        content.categoryIdentifier = category;
    }
    content.userInfo = notification.userInfo ?: @{};
    UNNotificationRequest *request = [UNNotificationRequest requestWithIdentifier:identifier content:content trigger:nil];
    [UNUserNotificationCenter.currentNotificationCenter addNotificationRequest:request
                                                         withCompletionHandler:^(NSError *error) {
                                                             [NSOperationQueue.mainQueue addOperationWithBlock:^{
                                                                 completion(error);
                                                             }];
                                                         }];
}

+ (void)remove:(NSArray<NSString *> *)identifiers completion:(void (^)(void))completion {
    [UNUserNotificationCenter.currentNotificationCenter removeDeliveredNotificationsWithIdentifiers:identifiers];
    [self waitUntilGone:identifiers looks:Looks completion:completion];
}

+ (void)waitUntilGone:(NSArray<NSString *> *)identifiers looks:(NSUInteger)looks completion:(void (^)(void))completion {
    UNUserNotificationCenter *center = UNUserNotificationCenter.currentNotificationCenter;
    [center getDeliveredNotificationsWithCompletionHandler:^(NSArray<UNNotification *> *notifications) {
        BOOL listed = NO;
        for (UNNotification *notification in notifications) {
            listed = listed || [identifiers containsObject:notification.request.identifier];
        }
        BOOL again = listed && looks > 1;
        [NSOperationQueue.mainQueue addOperationWithBlock:^{
            if (!again) {
                completion();
                return;
            }
            [NSTimer scheduledTimerWithTimeInterval:LookAgain repeats:NO block:^(NSTimer *timer) {
                [self waitUntilGone:identifiers looks:looks - 1 completion:completion];
            }];
        }];
    }];
}

+ (void)listsCall:(NSString *)callId completion:(void (^)(BOOL listed))completion {
    UNUserNotificationCenter *center = UNUserNotificationCenter.currentNotificationCenter;
    [center getDeliveredNotificationsWithCompletionHandler:^(NSArray<UNNotification *> *notifications) {
        BOOL listed = NO;
        for (UNNotification *notification in notifications) {
            // By what they carry: a push sent without collapse id has an identifier of iOS's own.
            RPFPushContent *content = [RPFPushContent contentWithPayload:notification.request.content.userInfo];
            listed = listed || [content.callId isEqualToString:callId];
        }
        BOOL found = listed;
        [NSOperationQueue.mainQueue addOperationWithBlock:^{
            completion(found);
        }];
    }];
}

@end
