// Which screen the app shows: a call, a sentence, the login, or the home screen. One call has the screen at a time.

#import "AppIntegrationParts.h"

static NSString *json(NSDictionary<NSString *, NSString *> *headers) {
    if (headers.count == 0) {
        return @"{}";
    }
    NSJSONWritingOptions options = NSJSONWritingSortedKeys | NSJSONWritingWithoutEscapingSlashes;
    NSData *data = [NSJSONSerialization dataWithJSONObject:headers options:options error:nil];
    NSString *text = data != nil ? [[NSString alloc] initWithData:data encoding:NSUTF8StringEncoding] : nil;
    // As the sample app writes them, which is what scenarios compare with.
    text = [text stringByReplacingOccurrencesOfString:@"\":\"" withString:@"\": \""];
    return [text stringByReplacingOccurrencesOfString:@"\",\"" withString:@"\", \""] ?: @"{}";
}

@implementation AppIntegration (Stage)

- (void)refresh {
    id<RPFCall> call = self.shown.firstObject;
    NSString *message = self.message;
    if (call != nil && !call.isOutgoing && !call.wasAnswered) {
        [self showIncoming:call];
    } else if (call != nil) {
        [self showCall:call];
    } else if (message != nil) {
        [self.screen showLabels:@[ @[ @"ended.message", message ], @[ @"ended.about", self.aboutMessage ] ]
                        buttons:@[ @[ @"ended.close", @"Close" ] ]
                           rows:nil
                          field:NO];
    } else if (self.isReading && self.settings.isComplete) {
        [self showMessages];
    } else if (!self.settings.isComplete) {
        NSArray *labels = @[
            @[ @"login.title", @"Who are you?" ],
            @[ @"login.problem", self.problem ?: @"" ],
            @[ @"status.headers", [self newestHeaders] ],
        ];
        [self.screen showLabels:labels buttons:@[ @[ @"login.submit", @"Log in" ] ] rows:nil field:YES];
    } else {
        [self showHome];
    }
}

- (void)goHome {
    self.message = nil;
    self.isReading = NO;
    [self refresh];
}

- (void)say:(NSString *)message about:(NSString *)about {
    self.message = message;
    self.aboutMessage = about;
    [self refresh];
}

- (void)sayEnded:(id<RPFCallNotificationResult>)result {
    NSString *why = result.isTimedOut ? @"timed out" : result.isCallCanceled ? @"canceled" : @"over";
    NSString *kind = result.isVideoOffered ? @"Video call" : @"Call";
    [self say:@"Call ended" about:[NSString stringWithFormat:@"%@ from %@: %@", kind, result.caller, why]];
}

- (void)showIncoming:(id<RPFCall>)call {
    NSString *title = call.details.isVideoOffered ? @"Incoming video call" : @"Incoming call";
    NSArray *labels = @[
        @[ @"incoming.title", title ],
        @[ @"incoming.caller", call.displayName ],
        @[ @"incoming.headers", json(call.headers) ],
    ];
    NSArray *buttons = @[ @[ @"incoming.decline", @"Decline" ], @[ @"incoming.answer", @"Answer" ] ];
    [self.screen showLabels:labels buttons:buttons rows:nil field:NO];
}

- (void)showCall:(id<RPFCall>)call {
    BOOL established = call.state == RPFCallStateEstablished;
    NSString *note = [call.userInfo isKindOfClass:[NSString class]] ? call.userInfo : @"";
    NSArray *labels = @[
        @[ @"call.peer", call.displayName ],
        @[ @"call.state", established ? @"established" : @"connecting" ],
        @[ @"call.headers", json(call.headers) ],
        @[ @"call.note", note ],
    ];
    [self.screen showLabels:labels buttons:@[ @[ @"call.hangup", @"Hang up" ] ] rows:nil field:NO];
}

- (void)showHome {
    NSArray *labels = @[
        @[ @"status.user", [self.settings text:@"user_id"] ?: @"nobody" ],
        @[ @"status.connection", self.client.isConnected ? @"connected" : @"offline" ],
        @[ @"status.registration", self.client.isRegistered ? @"registered" : @"not registered" ],
        @[ @"status.headers", [self newestHeaders] ],
        @[ @"status.problem", self.problem ?: @"" ],
    ];
    BOOL out = self.settings.unregistered;
    unsigned long unread = (unsigned long)self.messages.unread;
    NSArray *buttons = @[
        @[ @"messages", unread > 0 ? [NSString stringWithFormat:@"Messages, %lu new", unread] : @"Messages" ],
        @[ @"call_back", @"Call back" ],
        @[ out ? @"register" : @"unregister", out ? @"Register" : @"Unregister" ],
        @[ @"remind", @"Remind me" ],
        @[ @"log_out", @"Log out" ],
    ];
    [self.screen showLabels:labels buttons:buttons rows:self.recents.labels field:NO];
}

- (void)showMessages {
    NSArray *buttons = @[ @[ @"messages.close", @"Back" ], @[ @"messages.reply", @"Reply" ] ];
    [self.screen showLabels:@[ @[ @"messages.title", @"Messages" ] ]
                    buttons:buttons
                       rows:self.messages.labels
                    ofTable:@"messages.list"
                      field:NO];
}

- (NSString *)newestHeaders {
    NSDictionary<NSString *, NSString *> *headers = self.headers;
    return headers.count > 0 ? json(headers) : @"";
}

@end
