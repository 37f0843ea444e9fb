#import "RPFSession.h"

#import <CommonCrypto/CommonCrypto.h>
#import <UIKit/UIKit.h>

#import "RPFTrace.h"

typedef NS_ENUM(NSInteger, RPFSessionState) {
    RPFSessionStateClosed,
    RPFSessionStateOpening, // connecting, or waiting for the welcome
    RPFSessionStateReady,
    RPFSessionStateWaiting, // broken; a timer will try again
    RPFSessionStateRefused,
};

static NSString *const Path = @"/v1/signalling";
static NSString *const SDKName = @"ringproof-native/1.0";
static NSString *const InstallationKey = @"calling_sdk.installation";
static const NSTimeInterval GreetingPatience = 10;
static const NSTimeInterval RetryDelays[] = {1, 2, 4, 8, 16, 30};
static const NSUInteger RetryCount = 6;
static const NSInteger ServerError = 500; // and above: statuses that may pass

@interface RPFSession () <NSURLSessionWebSocketDelegate>
@property (nonatomic, copy) NSString *key;
@property (nonatomic, copy) NSString *secret;
@property (nonatomic, copy) NSString *url;
@property (nonatomic, copy) NSString *userId;
@property (nonatomic) RPFSessionState state;
@property (nonatomic) BOOL enabled;
@property (nonatomic) BOOL wasReady;
@property (nonatomic) NSUInteger attempt;
@property (nonatomic, strong) NSMutableSet<NSString *> *reasons;
@property (nonatomic, strong, nullable) NSTimer *timer;
@property (nonatomic, strong, nullable) NSURLSession *network;
@property (nonatomic, strong, nullable) NSURLSessionWebSocketTask *task;
- (void)open;
- (void)leave;
- (void)write:(NSDictionary<NSString *, id> *)message;
- (NSString *)signature:(NSString *)timestamp;
- (void)listen:(NSURLSessionWebSocketTask *)task;
- (void)received:(NSString *)text;
- (void)broke:(NSString *)reason;
- (void)refuse:(NSString *)code message:(NSString *)message;
@end

@implementation RPFSession

- (instancetype)initWithApplicationKey:(NSString *)key
                                secret:(NSString *)secret
                                   url:(NSString *)url
                                userId:(NSString *)userId {
    self = [super init];
    if (self) {
        _key = [key copy];
        _secret = [secret copy];
        _url = [url hasSuffix:Path] ? [url copy] : [url stringByAppendingString:Path];
        _userId = [userId copy];
        _reasons = [NSMutableSet set];
    }
    return self;
}

- (BOOL)isReady {
    return self.state == RPFSessionStateReady;
}

- (void)start {
    self.enabled = YES;
    BOOL idle = self.state == RPFSessionStateClosed || self.state == RPFSessionStateRefused;
    if (self.reasons.count > 0 && idle) {
        [self open];
    }
}

- (void)stop {
    self.enabled = NO;
    [self.reasons removeAllObjects];
    [self close];
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
    [self write:message];
    return YES;
}

#pragma mark The connection

- (void)open {
    [self leave];
    NSURL *address = [NSURL URLWithString:self.url];
    if (address == nil) {
        [self refuse:@"wrong_host" message:[NSString stringWithFormat:@"no calling service at %@", self.url]];
        return;
    }
    self.state = RPFSessionStateOpening;
    RPFTrace(@"session.opening", @{});
    __weak RPFSession *weakSelf = self;
    self.timer = [NSTimer scheduledTimerWithTimeInterval:GreetingPatience repeats:NO block:^(NSTimer *timer) {
        [weakSelf broke:@"no welcome"];
    }];
    // Everything is told on the main thread, where all of the SDK lives.
    self.network = [NSURLSession sessionWithConfiguration:NSURLSessionConfiguration.ephemeralSessionConfiguration
                                                 delegate:self
                                            delegateQueue:NSOperationQueue.mainQueue];
    self.task = [self.network webSocketTaskWithURL:address];
    [self.task resume];
}

/// Let go of the connection. What was said before still goes out; what comes in is not heard.
- (void)leave {
    [self.timer invalidate];
    self.timer = nil;
    NSURLSessionWebSocketTask *task = self.task;
    NSURLSession *network = self.network;
    self.task = nil;
    self.network = nil;
    if (self.isReady) {
        // unverified on iOS: messages handed over before the close frame are sent before it.
        [task cancelWithCloseCode:NSURLSessionWebSocketCloseCodeNormalClosure reason:nil];
        [network finishTasksAndInvalidate];
    } else {
        [network invalidateAndCancel];
    }
}

- (void)write:(NSDictionary<NSString *, id> *)message {
    NSData *data = [NSJSONSerialization dataWithJSONObject:message options:NSJSONWritingSortedKeys error:nil];
    NSString *text = data != nil ? [[NSString alloc] initWithData:data encoding:NSUTF8StringEncoding] : nil;
    if (text == nil) {
        return;
    }
    [self.task sendMessage:[[NSURLSessionWebSocketMessage alloc] initWithString:text]
         completionHandler:^(NSError *error) {
             // A message that did not get there shows as a broken connection.
         }];
}

- (void)listen:(NSURLSessionWebSocketTask *)task {
    __weak RPFSession *weakSelf = self;
    [task receiveMessageWithCompletionHandler:^(NSURLSessionWebSocketMessage *message, NSError *error) {
        [NSOperationQueue.mainQueue addOperationWithBlock:^{
            RPFSession *session = weakSelf;
            if (session.task != task) {
                return; // of a connection that was left
            }
            if (message == nil) {
                [session broke:error.localizedDescription ?: @"closed"];
                return;
            }
            [session received:message.string ?: @""];
            if (session.task == task) {
                [session listen:task];
            }
        }];
    }];
}

- (void)URLSession:(NSURLSession *)session
          webSocketTask:(NSURLSessionWebSocketTask *)webSocketTask
    didOpenWithProtocol:(NSString *)protocol {
    if (webSocketTask != self.task) {
        return;
    }
    NSString *timestamp = [NSString stringWithFormat:@"%ld", (long)NSDate.date.timeIntervalSince1970];
    [self write:@{
        @"type" : @"hello",
        @"application_key" : self.key,
        @"user_id" : self.userId,
        @"timestamp" : timestamp,
        @"signature" : [self signature:timestamp],
        @"sdk" : SDKName,
        @"os" : UIDevice.currentDevice.systemVersion,
        @"installation" : [self installation],
    }];
    [self listen:webSocketTask];
}

- (void)URLSession:(NSURLSession *)session task:(NSURLSessionTask *)task didCompleteWithError:(NSError *)error {
    if (task != self.task) {
        return;
    }
    NSURLResponse *response = task.response;
    NSInteger status = 0;
    if ([response isKindOfClass:[NSHTTPURLResponse class]]) {
        status = ((NSHTTPURLResponse *)response).statusCode;
    }
    if (status >= 400 && status < ServerError) {
        // What is wrong with the request stays wrong; a server in trouble (5xx) may recover.
        NSString *says = [NSString stringWithFormat:@"no calling service at %@: it answers HTTP %ld", self.url, (long)status];
        [self refuse:@"wrong_host" message:says];
        return;
    }
    [self broke:error.localizedDescription ?: @"closed"];
}

#pragma mark What it says

- (void)received:(NSString *)text {
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
        RPFTrace(@"session.ready", @{});
        [delegate sessionIsReady:message];
    } else if ([type isEqual:@"refused"]) {
        NSString *code = [NSString stringWithFormat:@"%@", message[@"code"]];
        [self refuse:code message:[NSString stringWithFormat:@"%@", message[@"message"]]];
    } else if (self.isReady) {
        [delegate sessionReceived:message];
    }
}

- (void)broke:(NSString *)reason {
    BOOL ready = self.isReady;
    id<RPFSessionDelegate> delegate = self.delegate;
    if (self.state == RPFSessionStateRefused) {
        return;
    }
    if (!self.wasReady && self.attempt == 0) {
        [delegate sessionUnreachable:[NSString stringWithFormat:@"nobody answers at %@: %@", self.url, reason]];
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

- (void)refuse:(NSString *)code message:(NSString *)message {
    self.state = RPFSessionStateRefused;
    [self leave];
    RPFTrace(@"session.refused", @{@"code" : code});
    [self.delegate sessionRefused:code message:message];
}

#pragma mark Inside

- (NSString *)signature:(NSString *)timestamp {
    NSString *signedText = [NSString stringWithFormat:@"%@:%@:%@", self.key, self.userId, timestamp];
    NSData *secret = [self.secret dataUsingEncoding:NSUTF8StringEncoding];
    NSData *data = [signedText dataUsingEncoding:NSUTF8StringEncoding];
    unsigned char digest[CC_SHA256_DIGEST_LENGTH];
    CCHmac(kCCHmacAlgSHA256, secret.bytes, secret.length, data.bytes, data.length, digest);
    NSMutableString *text = [NSMutableString string];
    for (NSUInteger i = 0; i < CC_SHA256_DIGEST_LENGTH; i++) {
        [text appendFormat:@"%02x", digest[i]];
    }
    return text;
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
