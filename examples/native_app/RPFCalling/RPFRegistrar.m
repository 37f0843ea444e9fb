#import "RPFRegistrar.h"

#import "RPFTrace.h"

static NSString *const StoreKey = @"calling_sdk.registered_tokens";
static NSString *const Reason = @"register";
static const NSUInteger LongestName = 8192; // characters the service takes

@interface RPFRegistrar ()
@property (nonatomic, strong) RPFSession *session;
@property (nonatomic, strong) RPFBackgroundHold *background;
@property (nonatomic) BOOL enabled;
@property (nonatomic) RPFAPSEnvironment environment;
@property (nonatomic, copy, nullable) NSString *ownName;
@property (nonatomic, copy, nullable) NSString *pushName;
@property (nonatomic, strong) NSMutableDictionary<NSString *, NSString *> *wanted; // type -> token
@property (nonatomic, strong) NSMutableDictionary<NSString *, NSString *> *known;  // as far as we know, the service's
@property (nonatomic, strong) NSMutableSet<NSString *> *confirmed;                 // with the present display name
@property (nonatomic, strong) NSMutableSet<NSString *> *asked;                     // in this session, not answered yet
@property (nonatomic, strong) NSMutableSet<NSString *> *leaving;                   // to unregister
@end

@implementation RPFRegistrar

- (instancetype)initWithSession:(RPFSession *)session hold:(RPFBackgroundHold *)hold {
    self = [super init];
    if (self) {
        _session = session;
        _background = hold;
        _wanted = [NSMutableDictionary dictionary];
        NSDictionary *stored = [NSUserDefaults.standardUserDefaults dictionaryForKey:StoreKey];
        _known = [NSMutableDictionary dictionaryWithDictionary:stored ?: @{}];
        _confirmed = [NSMutableSet set];
        _asked = [NSMutableSet set];
        _leaving = [NSMutableSet set];
    }
    return self;
}

- (BOOL)isRegistered {
    return self.enabled && self.wanted.count > 0 && ![self hasUnconfirmed];
}

- (void)enableForEnvironment:(RPFAPSEnvironment)environment {
    self.enabled = YES;
    self.environment = environment;
    for (NSString *token in self.wanted.allValues) {
        [self.leaving removeObject:token];
    }
    [self sync];
}

- (void)unregister {
    self.enabled = NO;
    for (NSString *token in [self.wanted.allValues arrayByAddingObjectsFromArray:self.known.allValues]) {
        [self leave:token];
    }
    [self sync];
}

- (void)setOwnDisplayName:(NSString *)displayName {
    NSString *before = [self displayName];
    self.ownName = displayName;
    [self nameChangedFrom:before];
}

- (void)sessionLost {
    [self.asked removeAllObjects];
}

- (void)sync {
    if (![self isPending]) {
        [self settle];
        return;
    }
    [self.background hold:Reason];
    [self.session want:Reason];
    if (!self.session.isReady) {
        return;
    }
    for (NSString *token in self.leaving.allObjects) { // old tokens leave before new ones come
        [self ask:token message:@{@"type" : @"unregister_device", @"token" : token}];
    }
    for (NSString *pushType in self.enabled ? self.wanted.allKeys : @[]) {
        NSString *token = self.wanted[pushType];
        if (token != nil && ![self.confirmed containsObject:token]) {
            BOOL production = self.environment == RPFAPSEnvironmentProduction;
            NSMutableDictionary<NSString *, id> *message = [NSMutableDictionary dictionary];
            message[@"type"] = @"register_device";
            message[@"token"] = token;
            message[@"push_type"] = pushType;
            message[@"environment"] = production ? @"production" : @"development";
            message[@"display_name"] = [self displayName];
            [self ask:token message:message];
        }
    }
}

- (BOOL)received:(NSDictionary *)message {
    id type = message[@"type"];
    NSString *token = message[@"token"];
    if (![token isKindOfClass:[NSString class]]) {
        return NO;
    }
    if ([type isEqual:@"device_registered"]) {
        [self.confirmed addObject:token];
        RPFTrace(@"registrar.device_registered", @{});
        for (NSString *pushType in [self.wanted allKeysForObject:token]) {
            self.known[pushType] = token;
        }
    } else if ([type isEqual:@"device_unregistered"]) {
        [self.leaving removeObject:token];
        [self.confirmed removeObject:token];
        RPFTrace(@"registrar.device_unregistered", @{});
        [self.known removeObjectsForKeys:[self.known allKeysForObject:token]];
    } else {
        return NO;
    }
    [self.asked removeObject:token];
    [NSUserDefaults.standardUserDefaults setObject:self.known forKey:StoreKey];
    if (![self isPending]) {
        [self settle];
    }
    if (self.changed != nil) {
        self.changed();
    }
    return YES;
}

#pragma mark RPFManagedPushClient

- (void)managedPushChosePushTypes:(NSSet<NSString *> *)pushTypes {
    for (NSString *pushType in self.known.allKeys) {
        NSString *token = self.known[pushType];
        if (token != nil && ![pushTypes containsObject:pushType]) {
            [self leave:token];
        }
    }
    [self sync];
}

- (void)managedPushHasToken:(NSString *)token forType:(NSString *)pushType {
    NSString *before = self.known[pushType];
    if (before != nil && ![before isEqualToString:token]) {
        [self leave:before];
    }
    if (self.enabled) {
        [self.leaving removeObject:token];
    }
    self.wanted[pushType] = token;
    [self sync];
}

- (void)managedPushLostTokenForType:(NSString *)pushType {
    NSString *token = self.wanted[pushType] ?: self.known[pushType];
    [self.wanted removeObjectForKey:pushType];
    if (token != nil) {
        [self leave:token];
        [self sync];
    }
}

- (void)managedPushHasDisplayName:(NSString *)displayName {
    NSString *before = [self displayName];
    self.pushName = displayName;
    [self nameChangedFrom:before];
}

#pragma mark Inside

- (NSString *)displayName {
    NSString *name = self.ownName ?: self.pushName;
    return name.length <= LongestName ? name : nil;
}

/// The service knows names by the devices they were registered with, so these are registered anew.
- (void)nameChangedFrom:(NSString *)before {
    NSString *name = [self displayName];
    if (name != before && ![name isEqualToString:before ?: @""]) {
        [self.confirmed removeAllObjects];
        [self.asked removeAllObjects];
        [self sync];
    }
}

- (BOOL)hasUnconfirmed {
    for (NSString *token in self.wanted.allValues) {
        if (![self.confirmed containsObject:token]) {
            return YES;
        }
    }
    return NO;
}

- (BOOL)isPending {
    return self.leaving.count > 0 || (self.enabled && [self hasUnconfirmed]);
}

- (void)settle {
    [self.background letGo:Reason];
    [self.session letGo:Reason];
}

- (void)leave:(NSString *)token {
    [self.leaving addObject:token];
    [self.confirmed removeObject:token];
    [self.asked removeObject:token];
}

- (void)ask:(NSString *)token message:(NSDictionary<NSString *, id> *)message {
    if (![self.asked containsObject:token]) {
        [self.asked addObject:token];
        [self.session send:message];
    }
}

@end
