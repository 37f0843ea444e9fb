// What the app does with calls: shows them, answers and ends them for the person, and writes down how they went.

#import "AppIntegrationParts.h"
#import "AppJournal.h"

static NSString *named(UIApplicationState state) {
    return state == UIApplicationStateActive ? @"active" : state == UIApplicationStateInactive ? @"inactive" : @"background";
}

@implementation AppIntegration (Calls)

- (void)client:(id<RPFCallClient>)client willReceiveIncomingCall:(id<RPFCall>)call {
    call.delegate = self;
    [self.callKit willReceive:call];
}

- (void)client:(id<RPFCallClient>)client didReceiveIncomingCall:(id<RPFCall>)call {
    UIApplicationState received = call.details.applicationStateWhenReceived;
    [AppJournal.shared write:@"incoming" data:@{@"call" : call.callId, @"received" : named(received)}];
    if ([self.callKit hasOnScreen:call]) {
        return;
    }
    // In front, ask. If the person opened the app for this call, that was the answer, unless the app is set up to ask
    // then, too. An app opened by its icon while a call rings asks: nobody has said yes to that call.
    BOOL asks = [self.settings setting:@"answering" is:@"ask"];
    BOOL wanted = ([self.opened containsObject:call.callId] && !asks) || [self.answered containsObject:call.callId];
    BOOL busy = self.shown.firstObject.wasAnswered;
    if (received == UIApplicationStateActive || busy || !wanted) {
        [self present:call first:NO];
    } else {
        [self answer:call];
    }
}

- (RPFLocalNotification *)client:(id<RPFCallClient>)client localNotificationForIncomingCall:(id<RPFCall>)call {
    // With CallKit the call screen announces it.
    RPFLocalNotification *notification = self.callKit == nil ? [self announcementOf:call] : nil;
    [AppJournal.shared write:@"notify" data:@{@"call" : call.callId, @"shown" : @(notification != nil)}];
    return notification;
}

/// nil to show nothing: not to somebody who is talking on the phone, whose caller hears busy.
- (RPFLocalNotification *)announcementOf:(id<RPFCall>)call {
    if ([self isLineBusy]) {
        [call hangup];
        return nil;
    }
    if ([self.settings setting:@"announces_calls" is:@"no"]) {
        return nil;
    }
    NSString *key = call.details.isVideoOffered ? @"SIN_INCOMING_VIDEO_CALL" : @"SIN_INCOMING_CALL";
    NSString *sound = [self.settings text:@"ringing_sound"] ?: @"incoming.wav";
    RPFLocalNotification *notification = [[RPFLocalNotification alloc] init];
    notification.alertTitle = call.displayName;
    notification.alertBody = [NSBundle.mainBundle localizedStringForKey:key value:nil table:nil];
    notification.alertAction = [NSBundle.mainBundle localizedStringForKey:@"RINGPROOF_ANSWER" value:nil table:nil];
    if ([self.settings setting:@"call_actions" is:@"background"]) {
        notification.category = AppCallCategory;
    }
    notification.soundName = [sound isEqualToString:@"none"] ? nil : sound;
    notification.badge = [self ringingBadge];
    notification.userInfo = @{@"note" : @"via notification"};
    return notification;
}

/// Whether the person talks to somebody else, on the phone or in another app.
- (BOOL)isLineBusy {
    for (CXCall *call in self.callObserver.calls) {
        if (call.hasConnected && !call.hasEnded) {
            return YES;
        }
    }
    return NO;
}

- (void)client:(id<RPFCallClient>)client didMissCall:(id<RPFCallNotificationResult>)result {
    [AppJournal.shared write:@"missed_while_away" data:@{@"call" : result.callId}];
    [self callIsOver:result completion:^{
    }];
}

#pragma mark RPFCallDelegate

- (void)callDidProgress:(id<RPFCall>)call {
    [self refresh];
}

- (void)callDidEstablish:(id<RPFCall>)call {
    [AppJournal.shared write:@"established" data:@{@"call" : call.callId}];
    if (!call.isOutgoing) {
        [self.recents put:call.callId
                   userId:call.remoteUserId
                   caller:call.displayName
                  outcome:AppOutcomeAnswered
                     seen:YES];
    }
    [self.callKit established:call];
    [self correctBadge];
    [self refresh];
}

- (void)callDidEnd:(id<RPFCall>)call {
    NSString *cause = call.details.endCause;
    [AppJournal.shared write:@"ended" data:@{@"call" : call.callId, @"cause" : cause ?: @"unknown"}];
    NSString *outcome = AppOutcomeAnswered;
    if (!call.isOutgoing) {
        outcome = call.wasAnswered ? AppOutcomeAnswered : [AppRecents outcomeOfCause:cause];
        [self.callKit ended:call];
        [self correctBadge];
        [self.recents call:call.callId
                    userId:call.remoteUserId
                    caller:call.displayName
                   outcome:outcome
                completion:^{
                }];
    }
    if (call == self.shown.firstObject && ![outcome isEqualToString:AppOutcomeDeclined]) {
        NSString *kind = call.details.isVideoOffered ? @"Video call" : @"Call";
        NSString *way = call.isOutgoing ? @"to" : @"from";
        NSDictionary<NSString *, NSString *> *why = @{
            RPFCauseCanceled : @"canceled",
            RPFCauseTimeout : @"timed out",
            RPFCauseDenied : @"declined",
            RPFCauseHungUp : @"hung up",
            RPFCauseAnsweredElsewhere : @"answered elsewhere",
            RPFCauseDeclinedElsewhere : @"declined elsewhere",
        };
        NSString *reason = why[cause ?: @""] ?: @"over";
        self.message = @"Call ended";
        self.aboutMessage = [NSString stringWithFormat:@"%@ %@ %@: %@", kind, way, call.displayName, reason];
    }
    [self withdraw:call];
}

- (void)answer:(id<RPFCall>)call {
    [call answer];
    [self present:call first:YES];
}

@end
