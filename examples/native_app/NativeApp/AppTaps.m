// What the person does with notifications, and what is shown of those that arrive while the app is in front.

#import "AppIntegrationParts.h"
#import "AppJournal.h"

NSString *const AppCallCategory = @"call";

static NSString *const AnswerAction = @"call.answer";
static NSString *const DeclineAction = @"call.decline";

@implementation AppIntegration (Taps)

- (void)registerCallButtons {
    if (![self.settings setting:@"call_actions" is:@"background"]) {
        return;
    }
    NSBundle *bundle = NSBundle.mainBundle;
    // Without the option for the foreground: the app is woken, or launched, in the background.
    UNNotificationAction *answer =
        [UNNotificationAction actionWithIdentifier:AnswerAction
                                             title:[bundle localizedStringForKey:@"RINGPROOF_ANSWER" value:nil table:nil]
                                           options:UNNotificationActionOptionNone];
    UNNotificationAction *decline =
        [UNNotificationAction actionWithIdentifier:DeclineAction
                                             title:[bundle localizedStringForKey:@"RINGPROOF_DECLINE" value:nil table:nil]
                                           options:UNNotificationActionOptionDestructive];
    UNNotificationCategory *category = [UNNotificationCategory categoryWithIdentifier:AppCallCategory
                                                                              actions:@[ answer, decline ]
                                                                    intentIdentifiers:@[]
                                                                              options:UNNotificationCategoryOptionNone];
    [UNUserNotificationCenter.currentNotificationCenter setNotificationCategories:[NSSet setWithObject:category]];
}

- (void)userNotificationCenter:(UNUserNotificationCenter *)center
       willPresentNotification:(UNNotification *)notification
         withCompletionHandler:(void (^)(UNNotificationPresentationOptions options))completionHandler {
    UNNotificationRequest *request = notification.request;
    [AppJournal.shared write:@"will_present" data:@{@"notification" : request.identifier}];
    NSDictionary *userInfo = request.content.userInfo;
    id aps = userInfo[@"aps"];
    BOOL wakes = [aps isKindOfClass:[NSDictionary class]] && [aps[@"content-available"] isEqual:@1];
    if ([request.trigger isKindOfClass:[UNPushNotificationTrigger class]] && !wakes) {
        // One with content-available comes by its other callback as well.
        [self.push didReceiveRemoteNotification:userInfo completion:^{
        }];
    }
    completionHandler(UNNotificationPresentationOptionNone); // the app's own screens show it
}

- (void)userNotificationCenter:(UNUserNotificationCenter *)center
    didReceiveNotificationResponse:(UNNotificationResponse *)response
             withCompletionHandler:(void (^)(void))completionHandler {
    [self dealWith:response completion:completionHandler];
}

- (void)dealWith:(UNNotificationResponse *)response completion:(void (^)(void))completion {
    UNNotification *notification = response.notification;
    UNNotificationRequest *request = notification.request;
    NSDictionary *userInfo = request.content.userInfo;
    NSString *tap = [NSString stringWithFormat:@"%@ %f %@", request.identifier, notification.date.timeIntervalSince1970,
                                               response.actionIdentifier];
    if ([self.tapsSeen containsObject:tap]) {
        completion();
        return;
    }
    [self.tapsSeen addObject:tap];
    NSDictionary *noted = @{@"notification" : request.identifier, @"action" : response.actionIdentifier};
    [AppJournal.shared write:@"tap" data:noted];
    if ([AppRecents isMissedNotification:userInfo]) {
        [self goHome]; // it only leads to the list
        completion();
        return;
    }
    NSString *action = response.actionIdentifier;
    if ([request.trigger isKindOfClass:[UNPushNotificationTrigger class]]) {
        [self beginDealingWith:userInfo];
        [self.push didReceiveRemoteNotification:userInfo completion:completion];
        [self dealtWith];
    } else if ([action isEqualToString:DeclineAction]) {
        [self decline:userInfo completion:completion];
    } else {
        BOOL answer = [@[ RPFAnswerActionIdentifier, AnswerAction ] containsObject:action];
        [self relayLocal:userInfo answer:answer completion:completion];
    }
}

- (void)relayLocal:(NSDictionary *)userInfo answer:(BOOL)answer completion:(void (^)(void))completion {
    id<RPFClient> client = self.client;
    if (client != nil && RPFIsMessageNotification(userInfo)) {
        if ([client relayLocalNotification:userInfo completion:completion].isMessage) {
            [self openMessages];
        }
        return;
    }
    if (client == nil || !RPFIsCallNotification(userInfo)) {
        completion();
        return;
    }
    [self beginDealingWith:userInfo];
    NSString *opening = self.opening;
    if (answer && opening != nil) {
        [self.answered addObject:opening];
    }
    id<RPFCallNotificationResult> result = [client relayLocalNotification:userInfo completion:completion].callResult;
    [self dealtWith];
    if (result == nil) {
        return;
    }
    if (result.hasEnded) {
        [self callIsOver:result completion:^{
        }];
        [self sayEnded:result];
        return;
    }
    id<RPFCall> call = [self callWithId:result.callId];
    call.userInfo = userInfo[@"note"];
    if (answer) {
        [call answer];
    }
    [self refresh];
}

- (void)decline:(NSDictionary *)userInfo completion:(void (^)(void))completion {
    id<RPFClient> client = self.client;
    if (client == nil) {
        completion();
        return;
    }
    id<RPFCallNotificationResult> result = [client relayLocalNotification:userInfo completion:completion].callResult;
    if (result == nil) {
        return;
    }
    id<RPFCall> call = [self callWithId:result.callId];
    if (call != nil) {
        [call hangup];
    } else if (result.hasEnded) {
        [self callIsOver:result completion:^{
        }];
    }
}

@end
