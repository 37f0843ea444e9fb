#import "AppIntegrationParts.h"

#import <CommonCrypto/CommonCrypto.h>

#import "AppJournal.h"

static NSString *const BridgeKey = @"ringproof_bridge";

@interface AppIntegration () <RPFManagedPushDelegate>
@end

@implementation AppIntegration

- (instancetype)init {
    self = [super init];
    if (self) {
        _settings = [[AppSettings alloc] init];
        _recents = [[AppRecents alloc] init];
        _messages = [[AppMessages alloc] init];
        _screen = [[AppScreen alloc] init];
        _shown = [NSMutableArray array];
        _opened = [NSMutableSet set];
        _answered = [NSMutableSet set];
        _tapsSeen = [NSMutableSet set];
        _bareCalls = [[AppBareCalls alloc] initWithDelegate:self];
        _aboutMessage = @"";
    }
    return self;
}

#pragma mark Launch, in the order of the guide

- (void)launchWithOptions:(NSDictionary *)options {
    NSDictionary *pushed = options[UIApplicationLaunchOptionsRemoteNotificationKey];
    NSInteger ios = NSProcessInfo.processInfo.operatingSystemVersion.majorVersion;
    [AppJournal.shared write:@"launched" data:@{@"ios" : @(ios), @"push" : @(pushed != nil)}];
    RPFSetTrace(^(NSString *kind, NSDictionary<NSString *, id> *data) {
        [AppJournal.shared write:kind data:data];
    });
    self.callObserver = [[CXCallObserver alloc] init];
    [self makeManagedPush];
    if ([self.push.desiredPushTypes containsObject:RPFPushTypeVoIP]) {
        self.callKit = [[AppCallKit alloc] initWithIntegration:self]; // its actions may come at once
    }
    __weak AppIntegration *weakSelf = self;
    self.screen.touched = ^(NSString *button) {
        [weakSelf touched:button];
    };
    [self makeClient];
    if (![self usesLegacyCallbacks]) {
        UNUserNotificationCenter.currentNotificationCenter.delegate = self;
    }
    [self registerCallButtons];
    [self askPermission];
    if (pushed != nil) {
        // Tapped if the app comes to the front, else it woke the app.
        if (UIApplication.sharedApplication.applicationState != UIApplicationStateBackground) {
            [self beginDealingWith:pushed];
        }
        [self.push didLaunchWithRemoteNotification:pushed];
        [self dealtWith];
    }
    [self refresh];
}

/// First thing at every launch: the registry made here receives the very push that launched the app.
- (void)makeManagedPush {
    self.push = [RPFCalling managedPushWithAPSEnvironment:self.settings.environment];
    self.push.delegate = self;
    [self.push setDisplayName:[self.settings text:@"push_display_name"]];
    NSSet<NSString *> *types = self.settings.pushTypes;
    if (types != nil) {
        [self.push setDesiredPushTypes:types];
    } else {
        [self.push setDesiredPushTypeAutomatically];
    }
#ifdef DEBUG
    // Apple's Simulator delivers no VoIP pushes, and PushKit gives no token there: a test sends the VoIP payload in a
    // background push, to a token that no APNs has given out. Another installation has another folder, and token.
    if ([self.settings flag:@"voip_bridge"]) {
        NSData *folder = [[@"bridged " stringByAppendingString:NSHomeDirectory()] dataUsingEncoding:NSUTF8StringEncoding];
        unsigned char digest[CC_SHA256_DIGEST_LENGTH];
        CC_SHA256(folder.bytes, (uint32_t)folder.length, digest);
        [self.push didReceiveToken:[NSData dataWithBytes:digest length:sizeof digest] forType:RPFPushTypeVoIP];
    }
#endif
}

#pragma mark The app's life

- (void)didBecomeActive {
    [AppJournal.shared write:@"active"];
    [self recentsAreSeen];
    [self refresh];
}

- (void)willResignActive {
    [AppJournal.shared write:@"resign_active"];
}

- (void)willTerminate {
    [AppJournal.shared write:@"terminate"];
}

- (void)didEnterBackground {
    [AppJournal.shared write:@"background"];
}

- (void)willEnterForeground {
    [AppJournal.shared write:@"foreground"];
}

- (void)openedWithResponse:(UNNotificationResponse *)response {
    [self dealWith:response completion:^{
    }];
    UNNotificationRequest *request = response.notification.request;
    if ([request.trigger isKindOfClass:[UNPushNotificationTrigger class]]) {
        [self.push wasOpenedWithRemoteNotification:request.content.userInfo];
    }
}

#pragma mark Pushes

- (void)didReceiveRemoteNotification:(NSDictionary *)userInfo completion:(void (^)(void))completion {
#ifdef DEBUG
    id bridged = userInfo[BridgeKey];
    id payload = [bridged isKindOfClass:[NSDictionary class]] ? bridged[@"voip"] : nil;
    if ([payload isKindOfClass:[NSDictionary class]]) {
        [AppJournal.shared write:@"bridged"];
        [self.push didReceiveVoIPPayload:payload completion:completion];
        return;
    }
#endif
    // Without a notification center's delegate taps come here as well, which the state tells from arrivals.
    UIApplicationState state = UIApplication.sharedApplication.applicationState;
    if ([self usesLegacyCallbacks] && state == UIApplicationStateInactive) {
        [self beginDealingWith:userInfo];
    }
    [self.push didReceiveRemoteNotification:userInfo completion:completion];
    [self dealtWith];
}

- (void)didReceiveLocalNotification:(NSDictionary *)userInfo {
    [AppJournal.shared write:@"local_notification"];
    if (UIApplication.sharedApplication.applicationState != UIApplicationStateActive) {
        [self relayLocal:userInfo answer:NO completion:^{
        }];
    }
}

/// The app delegate's old methods hear of notifications, as long as no notification center's delegate is set.
- (BOOL)usesLegacyCallbacks {
    return [self.settings setting:@"notification_callbacks" is:@"legacy"];
}

- (void)managedPush:(id<RPFManagedPush>)managedPush
    didReceiveIncomingPushWithPayload:(NSDictionary *)payload
                              forType:(NSString *)pushType
                           mustReport:(BOOL)mustReport
                           completion:(void (^)(void))completion {
    id<RPFCallNotificationResult> result = [RPFPushHelper queryPushNotificationPayload:payload].callResult;
    NSMutableDictionary<NSString *, id> *noted = [NSMutableDictionary dictionary];
    noted[@"type"] = pushType;
    noted[@"call"] = result.callId;
    noted[@"event"] = result == nil ? nil : result.hasEnded ? @"cancel" : @"invite";
    [AppJournal.shared write:@"push" data:noted];
    if (result.headers.count > 0) {
        self.headers = result.headers;
        [AppJournal.shared write:@"headers" data:@{@"call" : result.callId, @"headers" : result.headers}];
        [self refresh];
    }
    AppCallKit *callKit = self.callKit;
    if (callKit != nil && [pushType isEqualToString:RPFPushTypeVoIP]) {
        [callKit receiveVoIPPush:payload mustReport:mustReport completion:completion];
    } else {
        [self takeIn:payload completion:completion];
    }
}

- (void)takeIn:(NSDictionary *)payload completion:(void (^)(void))completion {
    __block NSUInteger open = 2; // what the SDK does, and what the app does
    void (^part)(void) = ^{
        open -= 1;
        if (open == 0) {
            completion();
        }
    };
    id<RPFNotificationResult> result = [self relay:payload completion:part];
    id<RPFCallNotificationResult> relayed = result.callResult;
    if (result.isMessage && self.isDealing) {
        [self openMessages];
    }
    if (relayed == nil || !relayed.hasEnded) {
        part();
        return;
    }
    [self callIsOver:relayed completion:part];
    if ([relayed.callId isEqualToString:self.opening ?: @""]) {
        // The person tapped it. The row of a missed call leads to the list.
        if ([RPFPushHelper queryPushNotificationPayload:payload].callResult.hasEnded) {
            [self goHome];
        } else {
            [self sayEnded:relayed];
        }
    }
}

- (void)noPush:(NSString *)error {
    self.pushProblem = [@"No push notifications: " stringByAppendingString:error];
    self.problem = self.pushProblem;
    [self refresh];
}

- (id<RPFNotificationResult>)relay:(NSDictionary *)payload completion:(void (^)(void))completion {
    id<RPFClient> client = self.client;
    if (client == nil) {
        completion();
        return [RPFPushHelper queryPushNotificationPayload:@{}];
    }
    return [client relayRemotePushNotification:payload completion:completion];
}

- (id<RPFCall>)callWithId:(NSString *)callId {
    return [self.client.callClient callWithId:callId];
}

- (void)callIsOver:(id<RPFCallNotificationResult>)result completion:(void (^)(void))completion {
    [self.recents call:result.callId
                userId:result.remoteUserId
                caller:result.caller
               outcome:[AppRecents outcomeOfCause:result.cause]
            completion:completion];
    [self refresh];
}

- (void)beginDealingWith:(NSDictionary *)payload {
    NSString *callId = [RPFPushHelper queryPushNotificationPayload:payload].callResult.callId;
    self.isDealing = YES;
    self.opening = callId;
    if (callId != nil) {
        [self.opened addObject:callId];
    }
}

- (void)dealtWith {
    self.isDealing = NO;
    self.opening = nil;
}

#pragma mark Which call has the screen

- (void)present:(id<RPFCall>)call first:(BOOL)first {
    [self.shown removeObject:call];
    [self.shown insertObject:call atIndex:first ? 0 : self.shown.count];
    self.message = nil;
    [self refresh];
}

- (void)withdraw:(id<RPFCall>)call {
    [self.shown removeObject:call];
    [self refresh];
}

@end
