// Calls over the connection: what the service says about them, and what it is told. The connection may know of a call
// before its push, after it, or alone; an answer or an end that it may not have heard is said again after a reconnect.

#import "RPFCallClientImpl.h"
#import "RPFResultsImpl.h"
#import "RPFTrace.h"

static NSArray<NSDictionary *> *entries(id list) {
    NSMutableArray<NSDictionary *> *found = [NSMutableArray array];
    for (id entry in [list isKindOfClass:[NSArray class]] ? list : @[]) {
        if ([entry isKindOfClass:[NSDictionary class]]) {
            [found addObject:entry];
        }
    }
    return found;
}

@implementation RPFCallClientImpl (Line)

#pragma mark What the service is told

- (void)dial:(RPFCallImpl *)call {
    self.dialled += 1;
    NSString *ref = [NSString stringWithFormat:@"dial-%lu", (unsigned long)self.dialled];
    self.dialling[ref] = call;
    NSMutableDictionary<NSString *, id> *message = [NSMutableDictionary dictionary];
    message[@"type"] = @"dial";
    message[@"ref"] = ref;
    message[@"to"] = call.remoteUserId;
    message[@"headers"] = call.headers;
    message[@"video"] = @(call.isVideoOffered);
    message[@"display_name"] = self.ownName != nil ? self.ownName() : nil; // assigning nil leaves the key out
    [self.session send:message];
}

- (void)tryAnswer:(RPFCallImpl *)call {
    if (call.state != RPFCallStateAnswerPending || !call.isConfirmed) {
        return;
    }
    if (!self.answersInBackground && ![self isInFront]) {
        RPFTrace(@"call.answer_waits", @{@"call" : call.callId});
        return;
    }
    if ([self.session send:@{@"type" : @"answer", @"call_id" : call.callId}]) {
        call.state = RPFCallStateAnswered;
        call.answerIsTold = YES;
        RPFTrace(@"call.answered", @{@"call" : call.callId});
    }
}

- (void)say:(NSString *)word about:(NSString *)callId {
    self.unsaid[callId] = word;
    [self.session send:@{@"type" : word, @"call_id" : callId}];
}

- (void)askAbout:(NSString *)callId {
    [self.session send:@{@"type" : @"call_query", @"call_id" : callId}];
}

#pragma mark What the session says

- (void)sessionIsReady:(NSArray *)activeCalls missed:(NSArray *)missedCalls {
    NSMutableArray<NSString *> *heard = [NSMutableArray array];
    for (NSDictionary *fields in entries(missedCalls)) {
        RPFPushContent *content = [RPFPushContent contentWithFields:fields event:RPFEventCancel];
        if (content != nil) {
            [heard addObject:content.callId];
            [self missed:content];
        }
    }
    if (heard.count > 0) {
        [self.session send:@{@"type" : @"missed_received", @"call_ids" : heard}];
    }
    for (NSDictionary *fields in entries(activeCalls)) {
        [self receivedInviteOverLine:fields];
    }
    for (NSString *callId in self.unsaid.allKeys) {
        NSString *word = self.unsaid[callId];
        if (word != nil) {
            [self.session send:@{@"type" : word, @"call_id" : callId}];
        }
    }
    for (RPFCallImpl *call in self.open.allValues) {
        if (!call.isConfirmed) {
            [self askAbout:call.callId];
        }
    }
}

- (void)sessionLost {
    for (RPFCallImpl *call in self.open.allValues) {
        call.isConfirmed = NO;
        call.hasRung = NO;
        if (call.state == RPFCallStateAnswered) {
            call.state = RPFCallStateAnswerPending; // an answer the service may not have got is pending again
        } else if (call.state == RPFCallStateRinging && !call.isOutgoing) {
            call.state = RPFCallStateInitiated;
        }
    }
    for (RPFCallImpl *call in self.dialling.allValues) {
        [self end:call cause:RPFCauseFailed completion:nil];
    }
    [self.dialling removeAllObjects];
}

- (BOOL)received:(NSDictionary *)message {
    id type = message[@"type"];
    if ([type isEqual:@"invite"]) {
        [self receivedInviteOverLine:message];
    } else if ([type isEqual:@"call_state"]) {
        [self receivedState:message];
    } else if ([type isEqual:@"error"]) {
        RPFCallImpl *refused = [self takeDialled:message];
        if (refused == nil) {
            return NO;
        }
        [self end:refused cause:RPFCauseFailed completion:nil];
    } else {
        return NO;
    }
    return YES;
}

- (void)receivedInviteOverLine:(NSDictionary *)fields {
    RPFPushContent *content = [RPFPushContent contentWithFields:fields event:RPFEventInvite];
    if (content == nil) {
        RPFTrace(@"call.unreadable", @{@"dropped" : @"what the service says of a call that rings names none"});
        return;
    }
    if ([self endCauseOf:content.callId] != nil) {
        if (self.unsaid[content.callId] == nil) {
            [self askAbout:content.callId];
        }
        return;
    }
    RPFCallImpl *call = self.open[content.callId];
    if (call == nil) {
        content.sentAt = NSDate.date.timeIntervalSince1970; // it rings now, whatever the phone's date is
        call = [self begin:content state:[self isInFront] ? UIApplicationStateActive : UIApplicationStateBackground];
    }
    [self confirm:call];
    // Answered already, in the background: its notification has done its duty.
    BOOL notify = self.ringsInBackground && !call.wasAnswered;
    [self present:call notify:notify unlessListed:YES completion:^{
    }];
}

- (void)receivedState:(NSDictionary *)message {
    NSString *callId = [NSString stringWithFormat:@"%@", message[@"call_id"]];
    id state = message[@"state"];
    id cause = message[@"cause"];
    BOOL over = [state isEqual:@"ended"];
    if (over) {
        [self.unsaid removeObjectForKey:callId];
        [self letGoOf:callId];
    }
    RPFCallImpl *dialled = [self takeDialled:message];
    if (dialled != nil) {
        dialled.content.callId = callId;
        self.open[callId] = dialled;
        [self wantConnectionFor:callId];
    }
    RPFCallImpl *call = self.open[callId];
    if (call == nil) {
        return;
    }
    if (over) {
        [self end:call cause:[cause isKindOfClass:[NSString class]] ? cause : RPFCauseHungUp completion:nil];
    } else if ([state isEqual:@"ringing"] || ([state isEqual:@"initiated"] && !call.isOutgoing)) {
        [self confirm:call];
    } else if ([state isEqual:@"established"] && (call.isOutgoing || call.answerIsTold)) {
        [self established:call];
    } else if ([state isEqual:@"established"]) {
        // Not by our answer, so by that of another device.
        [self end:call cause:RPFCauseAnsweredElsewhere completion:nil];
    }
}

#pragma mark Inside

- (RPFCallImpl *)takeDialled:(NSDictionary *)message {
    id ref = message[@"ref"];
    if (![ref isKindOfClass:[NSString class]]) {
        return nil;
    }
    RPFCallImpl *call = self.dialling[ref];
    [self.dialling removeObjectForKey:ref];
    return call;
}

- (void)missed:(RPFPushContent *)content {
    NSString *cause = content.cause ?: RPFCauseCanceled;
    RPFCallImpl *call = self.open[content.callId];
    if (call != nil) {
        [self end:call cause:cause completion:nil];
    } else if ([self endCauseOf:content.callId] == nil) {
        RPFTrace(@"call.missed", @{@"call" : content.callId, @"cause" : cause});
        self.ended[content.callId] = cause;
        [self removeNotificationOf:content.callId completion:^{
        }];
        id<RPFCallClientDelegate> delegate = self.delegate;
        if ([delegate respondsToSelector:@selector(client:didMissCall:)]) {
            [delegate client:self
                 didMissCall:[[RPFCallNotificationResultImpl alloc] initWithContent:content cause:cause]];
        }
    }
}

- (void)confirm:(RPFCallImpl *)call {
    call.isConfirmed = YES;
    BOOL moved = call.state == RPFCallStateInitiated;
    if (moved) {
        call.state = RPFCallStateRinging;
    }
    id<RPFCallDelegate> delegate = call.delegate;
    if (call.isOutgoing) {
        if (moved && [delegate respondsToSelector:@selector(callDidProgress:)]) {
            [delegate callDidProgress:call];
        }
        return;
    }
    if (call.state == RPFCallStateRinging && !call.hasRung) {
        call.hasRung = YES;
        [self.session send:@{@"type" : @"ringing", @"call_id" : call.callId}];
    }
    [self tryAnswer:call];
}

- (void)established:(RPFCallImpl *)call {
    if (call.state == RPFCallStateEstablished) {
        return;
    }
    call.state = RPFCallStateEstablished;
    call.hasBeenEstablished = YES;
    [call.ringTimer invalidate];
    call.ringTimer = nil;
    RPFTrace(@"call.established", @{@"call" : call.callId});
    id<RPFCallDelegate> delegate = call.delegate;
    if ([delegate respondsToSelector:@selector(callDidEstablish:)]) {
        [delegate callDidEstablish:call];
    }
    [self.background letGo:[@"call:" stringByAppendingString:call.callId]]; // the connection alone keeps it now
}

@end
