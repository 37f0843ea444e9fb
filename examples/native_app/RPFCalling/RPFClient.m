#import "RPFClientImpl.h"

#import "RPFCallClientImpl.h"
#import "RPFMessageClientImpl.h"
#import "RPFMessageContent.h"
#import "RPFRegistrar.h"
#import "RPFResultsImpl.h"
#import "RPFTrace.h"

static NSString *const Foreground = @"foreground";
static NSString *const Truth = @"what was missed";
static NSString *const UnknownMessage =
    @"the service said something that nobody here knows, or an error about nothing that was asked";
static NSString *const DelegateIncomplete = @"delegate_incomplete";
static NSString *const Incomplete =
    @"VoIP pushes are on, and the call client's delegate has no local_notification_for_incoming_call "
    @"(client:localNotificationForIncomingCall:): calls would be shown nowhere; implement it, or choose regular pushes";

@interface RPFClientImpl () <RPFSessionDelegate>
@property (nonatomic, strong) RPFSession *session;
@property (nonatomic, strong) RPFBackgroundHold *background;
@property (nonatomic, strong) RPFRegistrar *registrar;
@property (nonatomic, strong) RPFCallClientImpl *calls;
@property (nonatomic, strong) RPFMessageClientImpl *messages;
@property (nonatomic, strong, nullable) id<RPFManagedPush> push;
@property (nonatomic) BOOL isLeaving;
/// While it leaves: nobody else keeps it, and it has things to say.
@property (nonatomic, strong, nullable) RPFClientImpl *itself;
@end

@implementation RPFClientImpl

@synthesize delegate = _delegate;

- (instancetype)initWithCredentials:(RPFCredentials *)credentials {
    self = [super init];
    if (self) {
        _session = [[RPFSession alloc] initWithCredentials:credentials];
        _background = [[RPFBackgroundHold alloc] init];
        _registrar = [[RPFRegistrar alloc] initWithSession:_session hold:_background];
        _calls = [[RPFCallClientImpl alloc] initWithSession:_session hold:_background];
        _messages = [[RPFMessageClientImpl alloc] initWithSession:_session];
        _session.delegate = self;
        __weak RPFClientImpl *weakSelf = self;
        _registrar.changed = ^{
            RPFClientImpl *client = weakSelf;
            if (client != nil) {
                [client.delegate clientRegistrationChanged:client];
            }
        };
        _calls.ownName = ^{
            return [weakSelf.registrar displayName];
        };
        _messages.ownName = _calls.ownName;
        _background.whenExpired = ^{
            [weakSelf timeIsUp];
        };
    }
    return self;
}

- (id<RPFCallClient>)callClient {
    return self.calls;
}

- (id<RPFMessageClient>)messageClient {
    return self.messages;
}

- (NSString *)userId {
    return self.session.userId;
}

- (BOOL)isConnected {
    return self.session.isReady;
}

- (BOOL)isRegistered {
    return self.registrar.isRegistered;
}

- (BOOL)supportsActiveConnectionInBackground {
    return self.calls.ringsInBackground;
}

- (void)setSupportsActiveConnectionInBackground:(BOOL)supports {
    self.calls.ringsInBackground = supports;
}

#pragma mark Push registration

- (void)enableManagedPushNotifications:(id<RPFManagedPush>)push {
    self.push = push;
    self.calls.sendsHeaders = YES;
    [self.registrar enableForEnvironment:push.environment];
    [push attach:self.registrar];
}

- (void)unregisterPushNotificationDeviceToken {
    RPFTrace(@"client.unregister", @{});
    self.calls.sendsHeaders = NO;
    [self.registrar unregister];
    [self.delegate clientRegistrationChanged:self];
}

- (void)setPushNotificationDisplayName:(NSString *)displayName {
    [self.registrar setOwnDisplayName:displayName];
}

#pragma mark Life

- (void)start {
    if (![self canAnnounce]) {
        [self tellFailure:DelegateIncomplete message:Incomplete];
        return;
    }
    [self followLife];
    // Not yet while launching: a call heard of before the app is active would look like one it was opened for.
    BOOL active = UIApplication.sharedApplication.applicationState == UIApplicationStateActive;
    if (active || self.supportsActiveConnectionInBackground) {
        [self.session want:Foreground];
    }
    [self.session start];
}

/// As UIKit posts it, after the delegates' own methods.
- (void)followLife {
    NSNotificationCenter *center = NSNotificationCenter.defaultCenter;
    [center addObserver:self
               selector:@selector(applicationDidBecomeActive)
                   name:UIApplicationDidBecomeActiveNotification
                 object:nil];
    [center addObserver:self
               selector:@selector(applicationDidEnterBackground)
                   name:UIApplicationDidEnterBackgroundNotification
                 object:nil];
    [center addObserver:self
               selector:@selector(applicationWillEnterForeground)
                   name:UIApplicationWillEnterForegroundNotification
                 object:nil];
}

- (BOOL)canAnnounce {
    BOOL voip = [self.push.desiredPushTypes containsObject:RPFPushTypeVoIP];
    return !voip || [self.calls.delegate respondsToSelector:@selector(client:localNotificationForIncomingCall:)];
}

- (void)terminateGracefully {
    self.isLeaving = YES;
    self.itself = self;
    [NSNotificationCenter.defaultCenter removeObserver:self];
    [self.push detach:self.registrar];
    for (id<RPFCall> call in self.calls.calls) {
        [call hangup];
    }
    [self sendPresence];
    [self.session letGo:Foreground];
    [self goWhenAllIsSaid];
}

- (void)goWhenAllIsSaid {
    if (self.isLeaving && !self.session.isWanted) {
        // Not at once: this may be told by what goes with it.
        [NSOperationQueue.mainQueue addOperationWithBlock:^{
            self.itself = nil;
        }];
    }
}

- (void)applicationWillEnterForeground {
    [self.calls cameToForeground];
}

- (void)applicationDidBecomeActive {
    [self.background letGo:Foreground];
    [self.session want:Foreground];
    [self sendPresence];
    [self.calls becameActive];
}

- (void)applicationDidEnterBackground {
    [self sendPresence];
    if (self.supportsActiveConnectionInBackground) {
        [self.background hold:Foreground];
    } else {
        [self.session letGo:Foreground];
    }
}

/// The app is suspended next, and its connection would die unnoticed: say goodbye while it can be said.
- (void)timeIsUp {
    if (![self.calls isInFront]) {
        [self.session letGo:Foreground];
        [self.session close];
        [self goWhenAllIsSaid];
    }
}

#pragma mark What the app forwards

- (id<RPFNotificationResult>)relayRemotePushNotification:(NSDictionary *)payload completion:(void (^)(void))completion {
    RPFMessageContent *message = [RPFMessageContent contentWithPayload:payload];
    if (message != nil) {
        return [self relayMessage:message completion:completion];
    }
    RPFPushContent *content = [RPFPushContent contentWithPayload:payload];
    if (content == nil || ![self isFor:content.toUserId]) {
        NSMutableDictionary<NSString *, id> *noted = [NSMutableDictionary dictionary];
        noted[@"call"] = content.callId;
        noted[@"dropped"] = [self whyNot:content.toUserId ofTheService:content != nil];
        RPFTrace(@"push.not_ours", noted);
        completion();
        return [[RPFNotificationResultImpl alloc] initWithContent:nil cause:nil];
    }
    RPFTrace(@"push.relayed", @{@"call" : content.callId, @"event" : content.event});
    if ([content.event isEqualToString:RPFEventInvite]) {
        // A push that shows nothing by itself, as a VoIP push: the app is asked for a local notification.
        [self.calls receivedInvite:content notify:!RPFShowsItself(payload) completion:completion];
    } else {
        [self.calls receivedCancel:content completion:completion];
        [self learnTheTruth];
    }
    return [self resultOf:content];
}

- (id<RPFNotificationResult>)relayLocalNotification:(NSDictionary *)userInfo completion:(void (^)(void))completion {
    RPFMessageContent *message = [RPFMessageContent contentWithPayload:userInfo];
    if (message != nil) {
        [self.messages openedFromNotification:message.messageId completion:completion];
        return [self relayMessage:message completion:^{
        }];
    }
    RPFPushContent *content = [RPFPushContent contentWithPayload:userInfo];
    if (![content.event isEqualToString:RPFEventInvite] || content == nil || ![self isFor:content.toUserId]) {
        NSMutableDictionary<NSString *, id> *noted = [NSMutableDictionary dictionary];
        noted[@"call"] = content.callId;
        noted[@"dropped"] = [self whyNot:content.toUserId ofTheService:content != nil];
        RPFTrace(@"notification.not_ours", noted);
        completion();
        return [[RPFNotificationResultImpl alloc] initWithContent:nil cause:nil];
    }
    RPFTrace(@"notification.relayed", @{@"call" : content.callId});
    [self.calls receivedInvite:content notify:NO completion:^{
    }];
    [self.calls removeNotificationOf:content.callId completion:completion];
    return [self resultOf:content];
}

/// There is nothing to do for a message: the connection brings it, once the app is in front.
- (id<RPFNotificationResult>)relayMessage:(RPFMessageContent *)message completion:(void (^)(void))completion {
    completion();
    if (![self isFor:message.toUserId]) {
        NSString *why = [self whyNot:message.toUserId ofTheService:YES];
        RPFTrace(@"push.not_ours", @{@"message" : message.messageId, @"dropped" : why});
        return [[RPFNotificationResultImpl alloc] initWithContent:nil cause:nil];
    }
    RPFTrace(@"push.relayed", @{@"message" : message.messageId});
    return [[RPFNotificationResultImpl alloc] initAsMessage];
}

- (id<RPFNotificationResult>)resultOf:(RPFPushContent *)content {
    NSString *cause = [self.calls endCauseOf:content.callId];
    return [[RPFNotificationResultImpl alloc] initWithContent:content cause:cause];
}

/// Pushes for somebody else, or after unregistering, do nothing.
- (BOOL)isFor:(NSString *)userId {
    return self.registrar.enabled && (userId == nil || [userId isEqualToString:self.userId]);
}

/// Why nothing is done about what was relayed.
- (NSString *)whyNot:(NSString *)userId ofTheService:(BOOL)ours {
    if (!ours) {
        return @"nothing of the calling service is in it";
    }
    if (!self.registrar.enabled) {
        return @"managed push is not enabled, or was unregistered";
    }
    return [self isFor:userId] ? @"it announces no call" : @"it is for another user";
}

/// A push tells of one call, and APNs keeps one push for a phone that was off: the service knows all.
- (void)learnTheTruth {
    if (!self.session.isReady) {
        [self.background hold:Truth];
        [self.session want:Truth];
    }
}

#pragma mark RPFSessionDelegate

- (void)sessionIsReady:(NSDictionary *)welcome {
    [self sendPresence];
    [self.registrar sync];
    NSArray *active = self.isLeaving ? nil : welcome[@"active_calls"];
    NSArray *missed = self.isLeaving ? nil : welcome[@"missed_calls"];
    [self.calls sessionIsReady:active ?: @[] missed:missed ?: @[]];
    [self.background letGo:Truth];
    [self.session letGo:Truth];
    [self.delegate clientConnectionChanged:self];
}

- (void)sessionReceived:(NSDictionary *)message {
    BOOL brings = [message[@"type"] isEqual:@"invite"] || [message[@"type"] isEqual:@"message"];
    if (self.isLeaving && brings) {
        return;
    }
    if (![self.registrar received:message] && ![self.calls received:message] && ![self.messages received:message]) {
        NSMutableDictionary<NSString *, id> *noted = [NSMutableDictionary dictionary];
        noted[@"type"] = [NSString stringWithFormat:@"%@", message[@"type"]];
        noted[@"code"] = message[@"code"];
        noted[@"dropped"] = UnknownMessage;
        RPFTrace(@"session.unknown_message", noted);
    }
}

- (void)sessionLost {
    [self.registrar sessionLost];
    [self.calls sessionLost];
    [self.messages sessionLost];
    [self.delegate clientConnectionChanged:self];
    [self goWhenAllIsSaid];
}

- (void)sessionRefused:(NSString *)code message:(NSString *)message {
    [self.background letGoOfAll];
    [self tellFailure:code message:message];
    [self.delegate clientConnectionChanged:self];
    [self goWhenAllIsSaid];
}

- (void)sessionUnreachable:(NSString *)message {
    [self tellFailure:@"unreachable" message:message];
}

/// A client that fails without a word looks like one that waits.
- (void)tellFailure:(NSString *)code message:(NSString *)message {
    id<RPFClientDelegate> delegate = self.delegate;
    if (delegate == nil) {
        RPFTrace(@"client.no_delegate", @{@"code" : code, @"dropped" : message});
    }
    [delegate client:self didFailWithCode:code message:message];
}

- (void)sendPresence {
    BOOL front = [self.calls isInFront] && !self.isLeaving;
    BOOL accepts = !self.isLeaving && ([self.calls isInFront] || self.supportsActiveConnectionInBackground);
    [self.session send:@{
        @"type" : @"presence",
        @"state" : front ? @"active" : @"background",
        @"accepts_calls" : @(accepts),
    }];
}

@end
