#import "RPFCallClientImpl.h"

#import "RPFTrace.h"

static const NSUInteger HeadersLimit = 1024; // bytes of JSON

static NSString *reasonOf(NSString *callId) {
    return [@"call:" stringByAppendingString:callId];
}

@implementation RPFCallClientImpl

@synthesize delegate = _delegate;
@synthesize answersInBackground = _answersInBackground;
@synthesize ringsInBackground = _ringsInBackground;

- (instancetype)initWithSession:(RPFSession *)session hold:(RPFBackgroundHold *)hold {
    self = [super init];
    if (self) {
        _session = session;
        _background = hold;
        _open = [NSMutableDictionary dictionary];
        _ended = [NSMutableDictionary dictionary];
        _unsaid = [NSMutableDictionary dictionary];
        _dialling = [NSMutableDictionary dictionary];
    }
    return self;
}

#pragma mark For the app

- (NSArray<id<RPFCall>> *)calls {
    NSMutableArray<id<RPFCall>> *calls = [NSMutableArray array];
    for (RPFCallImpl *call in self.open.allValues) {
        [calls addObject:call];
    }
    return calls;
}

- (id<RPFCall>)callWithId:(NSString *)callId {
    return self.open[callId];
}

- (NSString *)endCauseOf:(NSString *)callId {
    return self.ended[callId];
}

- (id<RPFCall>)callUserWithId:(NSString *)userId
                      headers:(NSDictionary<NSString *, NSString *> *)headers
                        error:(NSString **)reason {
    NSDictionary<NSString *, NSString *> *carried = headers ?: @{};
    NSUInteger size = [NSJSONSerialization dataWithJSONObject:carried options:0 error:nil].length;
    NSString *wrong = nil;
    if (size > HeadersLimit) {
        wrong = [NSString stringWithFormat:@"custom headers take %lu bytes; a push has room for 1024", (unsigned long)size];
    } else if (!self.session.isReady) {
        wrong = @"call_user needs a connection to the service; there is none (wait for client_connection_changed)";
    }
    if (wrong != nil) {
        if (reason != NULL) {
            *reason = wrong;
        }
        return nil;
    }
    if (carried.count > 0 && !self.sendsHeaders) {
        RPFTrace(@"call.headers_left_out", @{@"to" : userId});
        carried = @{};
    }
    RPFPushContent *content = [[RPFPushContent alloc] init];
    content.event = RPFEventInvite;
    content.callId = @"";
    content.fromUserId = userId;
    content.headers = carried;
    RPFCallImpl *call = [[RPFCallImpl alloc] initWithContent:content
                                                    outgoing:YES
                                                       state:UIApplication.sharedApplication.applicationState
                                                     control:self];
    [self dial:call];
    return call;
}

#pragma mark RPFCallControl

- (void)answerCall:(RPFCallImpl *)call {
    if (call.isOutgoing || (call.state != RPFCallStateInitiated && call.state != RPFCallStateRinging)) {
        return;
    }
    call.state = RPFCallStateAnswerPending;
    RPFTrace(@"call.answer", @{@"call" : call.callId});
    [self wantConnectionFor:call.callId];
    [self tryAnswer:call];
}

- (void)hangUpCall:(RPFCallImpl *)call {
    if (call.state == RPFCallStateEnded) {
        return;
    }
    BOOL accepted =
        call.isOutgoing || call.state == RPFCallStateAnswered || call.state == RPFCallStateEstablished;
    if (call.callId.length > 0) {
        [self wantConnectionFor:call.callId];
        [self say:accepted ? @"hangup" : @"decline" about:call.callId];
    }
    [self end:call cause:accepted ? RPFCauseHungUp : RPFCauseDenied completion:nil];
}

#pragma mark What pushes and notifications say

- (void)receivedInvite:(RPFPushContent *)content notify:(BOOL)notify completion:(void (^)(void))completion {
    NSString *callId = content.callId;
    NSString *cause = self.ended[callId];
    if (cause != nil) { // a late or repeated push of a call that is over rings nowhere
        RPFTrace(@"call.late", @{@"call" : callId, @"cause" : cause});
        [self removeNotificationOf:callId completion:completion];
        return;
    }
    RPFCallImpl *call = self.open[callId];
    if (call == nil) {
        if ([content remainingAt:NSDate.date.timeIntervalSince1970] <= 0) {
            self.ended[callId] = RPFCauseTimeout;
            RPFTrace(@"call.stale", @{@"call" : callId});
            [self removeNotificationOf:callId completion:completion];
            return;
        }
        UIApplicationState state = UIApplication.sharedApplication.applicationState;
        if (content.stateWhenReceived != nil) {
            state = (UIApplicationState)content.stateWhenReceived.integerValue;
        }
        call = [self begin:content state:state];
    }
    if (call.state != RPFCallStateEnded) {
        [self wantConnectionFor:callId];
        if (!call.isConfirmed) {
            [self askAbout:callId];
        }
    }
    [self present:call notify:notify unlessListed:NO completion:completion];
}

- (void)receivedCancel:(RPFPushContent *)content completion:(void (^)(void))completion {
    NSString *callId = content.callId;
    RPFCallImpl *call = self.open[callId];
    if (call == nil) { // possibly before the push that announces it
        if (self.ended[callId] == nil) {
            self.ended[callId] = content.cause;
        }
        [self removeNotificationOf:callId completion:completion];
    } else if (call.state == RPFCallStateAnswered || call.state == RPFCallStateEstablished) {
        // Meant for the other devices, or overtaken by our answer: the connection knows.
        RPFTrace(@"call.cancel_ignored", @{@"call" : callId, @"cause" : content.cause ?: RPFCauseCanceled});
        [self wantConnectionFor:callId];
        [self askAbout:callId];
        completion();
    } else {
        [self end:call cause:content.cause ?: RPFCauseCanceled completion:completion];
    }
}

- (RPFCallImpl *)begin:(RPFPushContent *)content state:(UIApplicationState)state {
    RPFCallImpl *call = [[RPFCallImpl alloc] initWithContent:content outgoing:NO state:state control:self];
    self.open[content.callId] = call;
    [self wantConnectionFor:content.callId];
    NSTimeInterval remaining = MAX(0, [content remainingAt:NSDate.date.timeIntervalSince1970]);
    __weak RPFCallClientImpl *weakSelf = self;
    __weak RPFCallImpl *weakCall = call;
    call.ringTimer = [NSTimer scheduledTimerWithTimeInterval:remaining repeats:NO block:^(NSTimer *timer) {
        RPFCallImpl *ringing = weakCall;
        if (ringing != nil && !ringing.wasAnswered) {
            [weakSelf end:ringing cause:RPFCauseTimeout completion:nil];
        }
    }];
    NSArray<NSString *> *names = @[ @"active", @"inactive", @"background" ];
    RPFTrace(@"call.received", @{@"call" : content.callId, @"app" : names[(NSUInteger)state]});
    id<RPFCallClientDelegate> delegate = self.delegate;
    if ([delegate respondsToSelector:@selector(client:willReceiveIncomingCall:)]) {
        [delegate client:self willReceiveIncomingCall:call];
    }
    return call;
}

#pragma mark The end

- (void)end:(RPFCallImpl *)call cause:(NSString *)cause completion:(void (^)(void))completion {
    void (^finish)(void) = completion ?: ^{
    };
    if (call.state == RPFCallStateEnded) {
        finish();
        return;
    }
    call.state = RPFCallStateEnded;
    call.endCause = cause;
    [call.ringTimer invalidate];
    call.ringTimer = nil;
    NSString *callId = call.callId;
    [self.open removeObjectForKey:callId];
    if (callId.length > 0) { // one that was never dialled through has none
        self.ended[callId] = cause;
    }
    RPFTrace(@"call.ended", @{@"call" : callId, @"cause" : cause});
    // The row goes before the delegate can post a missed call: never both rows at once.
    [self removeNotificationOf:callId completion:finish];
    id<RPFCallDelegate> delegate = call.delegate;
    if ([delegate respondsToSelector:@selector(callDidEnd:)]) {
        [delegate callDidEnd:call];
    }
    if (self.unsaid[callId] == nil) {
        [self letGoOf:callId];
    }
}

#pragma mark What the app's life brings

- (void)cameToForeground {
    NSTimeInterval now = NSDate.date.timeIntervalSince1970;
    for (RPFCallImpl *call in self.open.allValues) {
        // A suspended app's timer fires late.
        if (!call.isOutgoing && !call.wasAnswered && [call.content remainingAt:now] <= 0) {
            [self end:call cause:RPFCauseTimeout completion:nil];
        } else {
            [self tryAnswer:call];
        }
    }
}

- (void)becameActive {
    [self cameToForeground];
    for (RPFCallImpl *call in self.open.allValues) {
        if (!call.isOutgoing) {
            [self present:call notify:NO unlessListed:NO completion:^{
            }];
        }
    }
}

- (BOOL)isInFront {
    return UIApplication.sharedApplication.applicationState != UIApplicationStateBackground;
}

/// Stay connected as long as the call lasts, and awake until it is settled.
- (void)wantConnectionFor:(NSString *)callId {
    NSString *reason = reasonOf(callId);
    [self.background hold:reason];
    [self.session want:reason];
}

- (void)letGoOf:(NSString *)callId {
    NSString *reason = reasonOf(callId);
    [self.background letGo:reason];
    [self.session letGo:reason];
}

@end
