// What the app does with instant messages: lists them, opens the list for a tap, answers with a short sentence. A message
// rings nothing and is never missed; it waits in the list.

#import "AppIntegrationParts.h"
#import "AppJournal.h"

static NSString *const NotSent = @"Message not sent";

@implementation AppIntegration (Messages)

- (void)messageClient:(id<RPFMessageClient>)client didReceiveIncomingMessage:(id<RPFMessage>)message {
    [AppJournal.shared write:@"message" data:@{@"message" : message.messageId, @"sender" : message.sender}];
    BOOL front = UIApplication.sharedApplication.applicationState == UIApplicationStateActive;
    [self.messages put:message own:NO seen:self.isReading && front];
    [self refresh];
}

- (RPFLocalNotification *)messageClient:(id<RPFMessageClient>)client
    localNotificationForIncomingMessage:(id<RPFMessage>)message {
    RPFLocalNotification *notification = [[RPFLocalNotification alloc] init];
    notification.alertTitle = message.sender;
    notification.alertBody = message.text;
    notification.soundName = @"default";
    return notification;
}

- (void)messageClient:(id<RPFMessageClient>)client messageSent:(id<RPFMessage>)message {
    [AppJournal.shared write:@"message_sent" data:@{@"message" : message.messageId}];
    [self.messages put:message own:YES seen:YES];
    [self refresh];
}

- (void)messageClient:(id<RPFMessageClient>)client messageDelivered:(id<RPFMessage>)message {
    [AppJournal.shared write:@"message_delivered" data:@{@"message" : message.messageId}];
    [self.messages markDelivered:message.messageId];
    [self refresh];
}

- (void)messageClient:(id<RPFMessageClient>)client messageFailed:(id<RPFMessage>)message reason:(NSString *)reason {
    [AppJournal.shared write:@"message_failed" data:@{@"reason" : reason}];
    [self say:NotSent about:reason];
}

- (void)openMessages {
    [self.messages markSeen];
    self.isReading = YES;
    self.message = nil;
    [self refresh];
}

- (void)reply {
    NSString *userId = self.messages.latestUserId;
    id<RPFClient> client = self.client;
    if (userId == nil || client == nil) {
        return;
    }
    NSString *text = [NSBundle.mainBundle localizedStringForKey:@"RINGPROOF_QUICK_REPLY" value:nil table:nil];
    NSString *refusal = nil;
    if ([client.messageClient sendText:text toUser:userId error:&refusal] == nil) {
        [AppJournal.shared write:@"message_failed" data:@{@"reason" : @"not connected"}];
        [self say:NotSent about:refusal ?: @""];
    }
}

@end
