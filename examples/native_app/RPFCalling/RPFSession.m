#import "RPFSession.h"

#import <UIKit/UIKit.h>

#import "RPFLink.h"
#import "RPFTrace.h"

typedef NS_ENUM(NSInteger, RPFSessionState) {
    RPFSessionStateClosed,
    RPFSessionStateOpening, // connecting, or waiting for the welcome
    RPFSessionStateReady,
    RPFSessionStateWaiting, // broken; a timer will try again
    RPFSessionStateRefused,
};

static NSString *const SDKName = @"ringproof-native/1.0";
static NSString *const InstallationKey = @"calling_sdk.installation";
static const NSTimeInterval GreetingPatience = 10;
static const NSTimeInterval RetryDelays[] = {1, 2, 4, 8, 16, 30};
static const NSUInteger RetryCount = 6;
static NSString *const WrongHost = @"wrong_host";

@interface RPFSession () <RPFLinkDelegate>
@property (nonatomic, strong) RPFCredentials *credentials;
@property (nonatomic, strong) RPFLink *link;
@property (nonatomic) RPFSessionState state;
@property (nonatomic) BOOL enabled;
@property (nonatomic) BOOL wasReady;
@property (nonatomic) NSUInteger attempt;
@property (nonatomic, strong) NSMutableSet<NSString *> *reasons;
@property (nonatomic, strong, nullable) NSTimer *timer;
- (void)open;
- (void)leave;
- (void)refuse:(NSString *)code message:(NSString *)message;
- (NSString *)installation;
@end

@implementation RPFSession

- (instancetype)initWithCredentials:(RPFCredentials *)credentials {
    self = [super init];
    if (self) {
        _credentials = credentials;
        _link = [[RPFLink alloc] initWithCredentials:credentials];
        _link.delegate = self;
        _reasons = [NSMutableSet set];
    }
    return self;
}

- (NSString *)userId {
    return self.credentials.userId;
}

- (BOOL)isReady {
    return self.state == RPFSessionStateReady;
}

- (BOOL)isWanted {
    return self.state != RPFSessionStateClosed && self.state != RPFSessionStateRefused;
}

- (void)start {
    self.enabled = YES;
    BOOL idle = self.state == RPFSessionStateClosed || self.state == RPFSessionStateRefused;
    if (self.reasons.count > 0 && idle) {
        [self open];
    }
}

- (void)want:(NSString *)reason {
    [self.reasons addObject:reason];
    BOOL idle = self.state == RPFSessionStateClosed || self.state == RPFSessionStateWaiting;
    if (self.enabled && idle) {
        [self open];
    }
}

- (void)letGo:(NSString *)reason {
    [self.reasons removeObject:reason];
    if (self.reasons.count == 0) {
        [self close];
    }
}

- (void)close {
    BOOL ready = self.isReady;
    [self leave];
    if (self.state != RPFSessionStateClosed && self.state != RPFSessionStateRefused) {
        self.state = RPFSessionStateClosed;
        RPFTrace(@"session.closed", @{});
    }
    if (ready) {
        [self.delegate sessionLost];
    }
}

- (BOOL)send:(NSDictionary<NSString *, id> *)message {
    if (!self.isReady) {
        return NO;
    }
    [self.link send:message];
    return YES;
}

- (void)open {
    [self leave];
    self.state = RPFSessionStateOpening;
    RPFTrace(@"session.opening", @{});
    __weak RPFSession *weakSelf = self;
    self.timer = [NSTimer scheduledTimerWithTimeInterval:GreetingPatience repeats:NO block:^(NSTimer *timer) {
        RPFSession *session = weakSelf;
        [session.link close];
        [session linkClosed:@"no welcome"];
    }];
    [self.link open];
}

/// Let go of the connection, and of every wait for one.
- (void)leave {
    [self.timer invalidate];
    self.timer = nil;
    [self.link close];
}

#pragma mark RPFLinkDelegate

- (void)linkOpened {
    NSString *timestamp = [NSString stringWithFormat:@"%ld", (long)NSDate.date.timeIntervalSince1970];
    [self.link send:@{
        @"type" : @"hello",
        @"application_key" : self.credentials.applicationKey,
        @"user_id" : self.credentials.userId,
        @"timestamp" : timestamp,
        @"signature" : [self.credentials sign:timestamp],
        @"sdk" : SDKName,
        @"os" : UIDevice.currentDevice.systemVersion,
        @"installation" : [self installation],
    }];
}

- (void)linkReceived:(NSString *)text {
    NSData *data = [text dataUsingEncoding:NSUTF8StringEncoding];
    NSDictionary *message = [NSJSONSerialization JSONObjectWithData:data ?: [NSData data] options:0 error:nil];
    if (![message isKindOfClass:[NSDictionary class]]) {
        RPFTrace(@"session.unreadable", @{@"size" : @(text.length)});
        return;
    }
    id<RPFSessionDelegate> delegate = self.delegate;
    id type = message[@"type"];
    if ([type isEqual:@"welcome"]) {
        [self.timer invalidate];
        self.timer = nil;
        self.attempt = 0;
        self.wasReady = YES;
        self.state = RPFSessionStateReady;
        id active = message[@"active_calls"];
        NSMutableArray<NSString *> *callIds = [NSMutableArray array];
        for (id call in [active isKindOfClass:[NSArray class]] ? active : @[]) {
            id callId = [call isKindOfClass:[NSDictionary class]] ? call[@"call_id"] : nil;
            [callIds addObject:[NSString stringWithFormat:@"%@", callId]];
        }
        RPFTrace(@"session.ready", @{@"active_calls" : callIds});
        [delegate sessionIsReady:message];
    } else if ([type isEqual:@"refused"]) {
        NSString *code = [NSString stringWithFormat:@"%@", message[@"code"]];
        [self refuse:code message:[NSString stringWithFormat:@"%@", message[@"message"]]];
    } else if (self.isReady) {
        [delegate sessionReceived:message];
    } else {
        NSString *kind = [NSString stringWithFormat:@"%@", type];
        RPFTrace(@"session.early", @{@"type" : kind, @"dropped" : @"the service spoke before it greeted"});
    }
}

- (void)linkClosed:(NSString *)reason {
    BOOL ready = self.isReady;
    id<RPFSessionDelegate> delegate = self.delegate;
    if (self.state == RPFSessionStateRefused) {
        return;
    }
    if (!self.wasReady && self.attempt == 0) {
        [delegate sessionUnreachable:[NSString stringWithFormat:@"nobody answers at %@: %@", self.credentials.url, reason]];
    }
    self.state = RPFSessionStateClosed;
    [self leave];
    if (self.reasons.count > 0 && self.enabled) {
        self.state = RPFSessionStateWaiting;
        NSTimeInterval delay = RetryDelays[MIN(self.attempt, RetryCount - 1)];
        self.attempt += 1;
        __weak RPFSession *weakSelf = self;
        self.timer = [NSTimer scheduledTimerWithTimeInterval:delay repeats:NO block:^(NSTimer *timer) {
            RPFSession *session = weakSelf;
            if (session.state == RPFSessionStateWaiting) {
                [session open];
            }
        }];
    }
    RPFTrace(@"session.lost", @{@"ready" : @(ready)});
    if (ready) {
        [delegate sessionLost];
    }
}

- (void)linkRefused:(NSString *)reason {
    NSString *says = [NSString stringWithFormat:@"no calling service at %@: %@", self.credentials.url, reason];
    [self refuse:WrongHost message:says];
}

#pragma mark Inside

- (void)refuse:(NSString *)code message:(NSString *)message {
    self.state = RPFSessionStateRefused;
    [self leave];
    RPFTrace(@"session.refused", @{@"code" : code});
    [self.delegate sessionRefused:code message:message];
}

/// Tells this installation of the app from the same user's other phones.
- (NSString *)installation {
    NSString *known = [NSUserDefaults.standardUserDefaults stringForKey:InstallationKey];
    if (known != nil) {
        return known;
    }
    NSString *made = NSUUID.UUID.UUIDString.lowercaseString;
    [NSUserDefaults.standardUserDefaults setObject:made forKey:InstallationKey];
    return made;
}

@end
