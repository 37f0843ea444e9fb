#import "RPFManagedPushImpl.h"

#import <PushKit/PushKit.h>
#import <UserNotifications/UserNotifications.h>

#import "RPFTrace.h"

NSString *const RPFPushTypeRegular = @"regular";
NSString *const RPFPushTypeVoIP = @"voip";
static NSString *const NoDelegate =
    @"a push came and nobody is told; set the delegate of managed push before didFinishLaunching returns";

@interface RPFManagedPushImpl () <PKPushRegistryDelegate>
@property (nonatomic, copy) NSSet<NSString *> *desiredPushTypes;
@property (nonatomic, strong, nullable) PKPushRegistry *registry;
@property (nonatomic, strong) NSMutableDictionary<NSString *, NSString *> *tokens;
@property (nonatomic, strong) NSMutableArray<id<RPFManagedPushClient>> *clients;
@property (nonatomic, copy, nullable) NSString *name;
@property (nonatomic, copy, nullable) NSDictionary *launchPayload;
- (void)giveTokensTo:(id<RPFManagedPushClient>)client;
- (void)deliver:(NSDictionary *)payload
           type:(NSString *)pushType
     mustReport:(BOOL)mustReport
     completion:(void (^)(void))completion;
@end

@implementation RPFManagedPushImpl

@synthesize delegate = _delegate;
@synthesize environment = _environment;

- (instancetype)initWithEnvironment:(RPFAPSEnvironment)environment {
    self = [super init];
    if (self) {
        _environment = environment;
        _desiredPushTypes = [NSSet set];
        _tokens = [NSMutableDictionary dictionary];
        _clients = [NSMutableArray array];
    }
    return self;
}

- (void)setDesiredPushTypeAutomatically {
    NSArray *modes = [NSBundle.mainBundle objectForInfoDictionaryKey:@"UIBackgroundModes"];
    BOOL voip = [modes isKindOfClass:[NSArray class]] && [modes containsObject:@"voip"];
    [self setDesiredPushTypes:[NSSet setWithObject:voip ? RPFPushTypeVoIP : RPFPushTypeRegular]];
}

- (void)setDesiredPushTypes:(NSSet<NSString *> *)pushTypes {
    BOOL voip = [pushTypes containsObject:RPFPushTypeVoIP];
    BOOL changed = voip != [_desiredPushTypes containsObject:RPFPushTypeVoIP];
    _desiredPushTypes = [pushTypes copy];
    RPFTrace(@"managed_push.types", @{@"types" : [pushTypes.allObjects sortedArrayUsingSelector:@selector(compare:)]});
    for (id<RPFManagedPushClient> client in self.clients) {
        [client managedPushChosePushTypes:pushTypes];
        [self giveTokensTo:client];
    }
    if (voip && self.registry == nil) {
        PKPushRegistry *registry = [[PKPushRegistry alloc] initWithQueue:nil]; // the main queue
        registry.delegate = self; // before the types: assigning them starts registration
        registry.desiredPushTypes = [NSSet setWithObject:PKPushTypeVoIP];
        self.registry = registry;
    } else if (changed) {
        self.registry.desiredPushTypes = voip ? [NSSet setWithObject:PKPushTypeVoIP] : [NSSet set];
    }
    if ([pushTypes containsObject:RPFPushTypeRegular]) {
        [UIApplication.sharedApplication registerForRemoteNotifications];
    }
}

- (void)registerUserNotificationSettings:(void (^)(BOOL granted))completion {
    UNAuthorizationOptions options = UNAuthorizationOptionAlert | UNAuthorizationOptionSound | UNAuthorizationOptionBadge;
    [UNUserNotificationCenter.currentNotificationCenter
        requestAuthorizationWithOptions:options
                      completionHandler:^(BOOL granted, NSError *error) {
                          // On a queue of the system's choice.
                          [NSOperationQueue.mainQueue addOperationWithBlock:^{
                              if (error != nil) {
                                  RPFTrace(@"managed_push.not_asked", @{@"error" : error.localizedDescription});
                              }
                              completion(granted);
                          }];
                      }];
}

- (void)setDisplayName:(NSString *)displayName {
    self.name = displayName;
    for (id<RPFManagedPushClient> client in self.clients) {
        [client managedPushHasDisplayName:displayName];
    }
}

- (void)attach:(id<RPFManagedPushClient>)client {
    [self.clients removeObject:client];
    [self.clients addObject:client];
    [client managedPushHasDisplayName:self.name];
    [client managedPushChosePushTypes:self.desiredPushTypes];
    [self giveTokensTo:client];
}

- (void)detach:(id<RPFManagedPushClient>)client {
    [self.clients removeObject:client];
}

#pragma mark Forwarded by the app delegate

- (void)application:(UIApplication *)application didRegisterForRemoteNotificationsWithDeviceToken:(NSData *)deviceToken {
    [self didReceiveToken:deviceToken forType:RPFPushTypeRegular];
}

- (void)application:(UIApplication *)application didFailToRegisterForRemoteNotificationsWithError:(NSError *)error {
    RPFTrace(@"managed_push.failed", @{@"error" : error.localizedDescription});
}

- (void)didReceiveRemoteNotification:(NSDictionary *)userInfo completion:(void (^)(void))completion {
    if (self.launchPayload != nil && [self.launchPayload isEqual:userInfo]) {
        self.launchPayload = nil;
        RPFTrace(@"managed_push.seen_at_launch", @{});
        completion();
        return;
    }
    [self deliver:userInfo type:RPFPushTypeRegular mustReport:NO completion:completion];
}

- (void)didLaunchWithRemoteNotification:(NSDictionary *)userInfo {
    self.launchPayload = userInfo;
    [self deliver:userInfo type:RPFPushTypeRegular mustReport:NO completion:^{
    }];
}

- (void)wasOpenedWithRemoteNotification:(NSDictionary *)userInfo {
    self.launchPayload = userInfo;
}

- (void)didReceiveVoIPPayload:(NSDictionary *)payload completion:(void (^)(void))completion {
    [self deliver:payload type:RPFPushTypeVoIP mustReport:YES completion:completion];
}

#pragma mark PKPushRegistryDelegate

- (void)pushRegistry:(PKPushRegistry *)registry
    didUpdatePushCredentials:(PKPushCredentials *)pushCredentials
                     forType:(PKPushType)type {
    if ([type isEqualToString:PKPushTypeVoIP]) {
        [self didReceiveToken:pushCredentials.token forType:RPFPushTypeVoIP];
    }
}

- (void)pushRegistry:(PKPushRegistry *)registry didInvalidatePushTokenForType:(PKPushType)type {
    if ([type isEqualToString:PKPushTypeVoIP]) {
        [self.tokens removeObjectForKey:RPFPushTypeVoIP];
        RPFTrace(@"managed_push.token_invalid", @{@"type" : RPFPushTypeVoIP});
        for (id<RPFManagedPushClient> client in self.clients) {
            [client managedPushLostTokenForType:RPFPushTypeVoIP];
        }
    }
}

- (void)pushRegistry:(PKPushRegistry *)registry
    didReceiveIncomingPushWithPayload:(PKPushPayload *)payload
                              forType:(PKPushType)type
                withCompletionHandler:(void (^)(void))completion {
    [self deliver:payload.dictionaryPayload type:RPFPushTypeVoIP mustReport:YES completion:completion];
}

#if __IPHONE_OS_VERSION_MAX_ALLOWED >= 260400
/// Called in place of the one above from iOS 26.4 on, where Xcode knows it.
- (void)pushRegistry:(PKPushRegistry *)registry
    didReceiveIncomingVoIPPushWithPayload:(PKPushPayload *)payload
                                 metadata:(PKVoIPPushMetadata *)metadata
                    withCompletionHandler:(void (^)(void))completion API_AVAILABLE(ios(26.4)) {
    BOOL mustReport = metadata.mustReport;
    [self deliver:payload.dictionaryPayload type:RPFPushTypeVoIP mustReport:mustReport completion:completion];
}
#endif

#pragma mark Inside

/// Those of the types in use; one of another type is kept for when that is chosen again.
- (void)giveTokensTo:(id<RPFManagedPushClient>)client {
    for (NSString *pushType in self.desiredPushTypes) {
        NSString *token = self.tokens[pushType];
        if (token != nil) {
            [client managedPushHasToken:token forType:pushType];
        }
    }
}

- (void)deliver:(NSDictionary *)payload
           type:(NSString *)pushType
     mustReport:(BOOL)mustReport
     completion:(void (^)(void))completion {
    id<RPFManagedPushDelegate> delegate = self.delegate;
    if (delegate == nil) {
        RPFTrace(@"managed_push.no_delegate", @{@"type" : pushType, @"dropped" : NoDelegate});
        completion();
        return;
    }
    [delegate managedPush:self
        didReceiveIncomingPushWithPayload:payload
                                  forType:pushType
                               mustReport:mustReport
                               completion:completion];
}

- (void)didReceiveToken:(NSData *)token forType:(NSString *)pushType {
    const unsigned char *bytes = token.bytes;
    NSMutableString *text = [NSMutableString stringWithCapacity:token.length * 2];
    for (NSUInteger i = 0; i < token.length; i++) {
        [text appendFormat:@"%02x", bytes[i]]; // never -description, whose form iOS 13 changed
    }
    self.tokens[pushType] = text;
    RPFTrace(@"managed_push.token", @{@"type" : pushType});
    if ([self.desiredPushTypes containsObject:pushType]) {
        for (id<RPFManagedPushClient> client in self.clients) {
            [client managedPushHasToken:text forType:pushType];
        }
    }
}

@end
