// What the person does with notifications, and what is shown of those that arrive while the app is in front.

#import "AppIntegrationParts.h"
#import "AppJournal.h"

@implementation AppIntegration (Taps)

- (void)userNotificationCenter:(UNUserNotificationCenter *)center
       willPresentNotification:(UNNotification *)notification
         withCompletionHandler:(void (^)(UNNotificationPresentationOptions options))completionHandler {
    UNNotificationRequest *request = notification.request;
    [AppJournal.shared write:@"will_present" data:@{@"notification" : request.identifier}];
    NSDictionary *userInfo = request.content.userInfo;
    id aps = userInfo[@"aps"];
    BOOL wakes = [aps isKindOfClass:[NSDictionary class]] && aps[@"content-available"] != nil;
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
    NSString *callId = [RPFPushHelper queryPushNotificationPayload:userInfo].callResult.callId;
    if (callId != nil) {
        [self.opened addObject:callId];
        if ([response.actionIdentifier isEqualToString:RPFAnswerActionIdentifier]) {
            [self.answered addObject:callId];
        }
    }
    if ([request.trigger isKindOfClass:[UNPushNotificationTrigger class]]) {
        [self beginDealingWith:userInfo];
        [self.push didReceiveRemoteNotification:userInfo completion:completion];
        [self dealtWith];
    } else {
        [self relayLocal:notification completion:completion];
    }
}

/// Hand the SDK its own notification; it goes on with the call, or says that there is none any more.
- (void)relayLocal:(UNNotification *)notification completion:(void (^)(void))completion {
    id<RPFClient> client = self.client;
    if (client != nil && [notification rpf_isMessageNotification]) {
        if ([client relayLocalNotification:notification completion:completion].isMessage) {
            [self openMessages];
        }
        return;
    }
    if (client == nil || ![notification rpf_isCallNotification]) {
        completion();
        return;
    }
    id<RPFCallNotificationResult> result = [client relayLocalNotification:notification completion:completion].callResult;
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
    call.userInfo = notification.request.content.userInfo[@"note"];
    if ([self.answered containsObject:result.callId]) {
        [call answer];
    }
    [self refresh];
}

@end
