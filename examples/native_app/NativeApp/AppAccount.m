// Who is signed in, what the buttons do, and what is said when the service does not want somebody.
//
// Managed push was made at launch and stays whoever comes and goes; a client is made for each person who logs in.

#import "AppIntegrationParts.h"
#import "AppJournal.h"

static const NSTimeInterval RemindAfter = 10;

@implementation AppIntegration (Account)

- (void)makeClient {
    AppSettings *settings = self.settings;
    if (!settings.isComplete) {
        [AppJournal.shared write:@"not_signed_in"];
        return;
    }
    NSString *key = [settings text:@"application_key"] ?: @"";
    RPFCredentials *credentials = [[RPFCredentials alloc] initWithApplicationKey:key
                                                                          secret:[settings text:@"application_secret"] ?: @""
                                                                            host:settings.host
                                                                          userId:[settings text:@"user_id"] ?: @""];
    credentials.authority = settings.serviceAuthority;
    credentials.token = [settings text:@"service_token"];
    id<RPFClient> client = [RPFCalling clientWithCredentials:credentials];
    self.client = client;
    client.delegate = self;
    client.callClient.delegate = self;
    if ([settings setting:@"call_delegate" is:@"bare"]) {
        client.callClient.delegate = self.bareCalls;
    }
    client.messageClient.delegate = self;
    client.callClient.answersInBackground = self.callKit != nil;
    client.supportsActiveConnectionInBackground = [settings flag:@"active_connection_in_background"];
    [client setPushNotificationDisplayName:[settings text:@"display_name"]];
    if (![settings setting:@"push" is:@"off"] && !settings.unregistered) {
        [client enableManagedPushNotifications:self.push];
    }
    [client start]; // at every launch, seen or not: a call answered on the lock screen needs it, too
}

- (void)askPermission {
    // At launch, or not before somebody logs in: pushes that come earlier are not shown.
    BOOL atLogin = [self.settings setting:@"permission" is:@"login"];
    if (atLogin && !self.settings.isComplete) {
        return;
    }
    [self.push registerUserNotificationSettings:^(BOOL granted) {
        [AppJournal.shared write:@"permission" data:@{@"granted" : @(granted)}];
    }];
}

#pragma mark RPFClientDelegate

- (void)clientConnectionChanged:(id<RPFClient>)client {
    if (client.isConnected) {
        self.problem = self.pushProblem;
    }
    [self refresh];
}

- (void)clientRegistrationChanged:(id<RPFClient>)client {
    [AppJournal.shared write:@"registration" data:@{@"registered" : @(client.isRegistered)}];
    [self refresh];
}

- (void)client:(id<RPFClient>)client didFailWithCode:(NSString *)code message:(NSString *)message {
    [AppJournal.shared write:@"client_failed" data:@{@"code" : code}];
    self.problem = message;
    if (![code isEqualToString:@"unreachable"] && client == self.client) {
        [self.settings signIn:@"" displayName:@""];
        [self endClient];
    }
    [self refresh];
}

#pragma mark The person

- (void)touched:(NSString *)button {
    [AppJournal.shared write:@"touched" data:@{@"button" : button}];
    id<RPFCall> call = self.shown.firstObject;
    if ([button isEqualToString:@"login.submit"]) {
        [self logIn:self.screen.entered];
    } else if ([button isEqualToString:@"log_out"]) {
        [self logOut];
    } else if ([button isEqualToString:@"unregister"]) {
        self.settings.unregistered = YES;
        [self.client unregisterPushNotificationDeviceToken];
    } else if ([button isEqualToString:@"register"]) {
        self.settings.unregistered = NO;
        [self.client enableManagedPushNotifications:self.push];
    } else if ([button isEqualToString:@"remind"]) {
        [self remindLater];
    } else if ([button isEqualToString:@"call_back"]) {
        [self callBack];
    } else if ([button isEqualToString:@"ended.close"]) {
        [self goHome];
    } else if ([button isEqualToString:@"messages"]) {
        [self openMessages];
    } else if ([button isEqualToString:@"messages.close"]) {
        [self goHome];
    } else if ([button isEqualToString:@"messages.reply"]) {
        [self reply];
    } else if (call != nil && [button isEqualToString:@"incoming.answer"]) {
        [self answer:call];
    } else if ([button isEqualToString:@"incoming.decline"]) {
        [call hangup];
    } else if (call != nil && [button isEqualToString:@"call.hangup"]) {
        if (self.callKit != nil) {
            [self.callKit hangUp:call];
        } else {
            [call hangup];
        }
    }
    [self refresh];
}

- (void)logIn:(NSString *)typed {
    NSString *name = [typed stringByTrimmingCharactersInSet:NSCharacterSet.whitespaceAndNewlineCharacterSet];
    [AppJournal.shared write:@"log_in" data:@{@"user" : name}];
    self.problem = nil;
    [self.settings signIn:name.lowercaseString displayName:name];
    [self makeClient];
    [self askPermission];
}

/// No call for this person may ring here any more.
- (void)logOut {
    [AppJournal.shared write:@"log_out"];
    [self.settings signIn:@"" displayName:@""];
    [self.recents forgetAll];
    [self.messages clear];
    [self.client unregisterPushNotificationDeviceToken];
    [self endClient];
    [self goHome];
}

- (void)endClient {
    id<RPFClient> client = self.client;
    self.client = nil;
    [client terminateGracefully];
    client.delegate = nil;
}

/// Call whoever called last, with a word about why.
- (void)callBack {
    NSString *userId = self.recents.latestUserId;
    id<RPFClient> client = self.client;
    if (userId == nil || client == nil) {
        return;
    }
    NSString *refusal = nil;
    id<RPFCall> call = [client.callClient callUserWithId:userId headers:self.settings.callHeaders error:&refusal];
    if (call == nil) {
        [self say:refusal ?: @"" about:@""];
        return;
    }
    call.delegate = self;
    [self present:call first:NO];
}

/// A notification that has nothing to do with a call, and must survive all calls.
- (void)remindLater {
    [AppJournal.shared write:@"reminder"];
    UNMutableNotificationContent *content = [[UNMutableNotificationContent alloc] init];
    content.title = @"Reminder";
    content.body = @"You wanted to call back";
    UNTimeIntervalNotificationTrigger *trigger =
        [UNTimeIntervalNotificationTrigger triggerWithTimeInterval:RemindAfter repeats:NO];
    UNNotificationRequest *request = [UNNotificationRequest requestWithIdentifier:@"reminder"
                                                                          content:content
                                                                          trigger:trigger];
    [UNUserNotificationCenter.currentNotificationCenter addNotificationRequest:request withCompletionHandler:nil];
}

@end
