#import "RPFLink.h"

#import "RPFTrust.h"

static const NSInteger ServerError = 500;          // and above: statuses that may pass
static const NSTimeInterval Silence = 24 * 60 * 60; // seconds in which nobody calls are no reason to hang up

@interface RPFLink () <NSURLSessionWebSocketDelegate>
@property (nonatomic, strong) RPFCredentials *credentials;
@property (nonatomic, strong, nullable) NSURLSession *network;
@property (nonatomic, strong, nullable) NSURLSessionWebSocketTask *task;
@property (nonatomic) BOOL isOpen;
- (void)listen:(NSURLSessionWebSocketTask *)task;
- (void)broke:(NSString *)reason;
@end

@implementation RPFLink

- (instancetype)initWithCredentials:(RPFCredentials *)credentials {
    self = [super init];
    if (self) {
        _credentials = credentials;
    }
    return self;
}

- (void)open {
    [self close];
    NSURL *address = [NSURL URLWithString:self.credentials.url];
    if (address == nil || ![@[ @"ws", @"wss" ] containsObject:address.scheme.lowercaseString ?: @""]) {
        [self.delegate linkRefused:@"that is no address of a WebSocket"];
        return;
    }
    NSURLSessionConfiguration *configuration = NSURLSessionConfiguration.ephemeralSessionConfiguration;
    // unverified on iOS: 60 seconds without a word would break a WebSocket, too. Whoever opens it has a shorter patience.
    configuration.timeoutIntervalForRequest = Silence;
    // Everything is told on the main thread, where all of the SDK lives.
    self.network = [NSURLSession sessionWithConfiguration:configuration
                                                 delegate:self
                                            delegateQueue:NSOperationQueue.mainQueue];
    NSMutableURLRequest *request = [NSMutableURLRequest requestWithURL:address];
    NSString *token = self.credentials.token;
    if (token != nil) {
        // unverified on iOS: the header is reserved for Apple, and an app's goes out where Apple has none to send.
        [request setValue:[@"Bearer " stringByAppendingString:token] forHTTPHeaderField:@"Authorization"];
    }
    self.task = [self.network webSocketTaskWithRequest:request];
    [self.task resume];
}

- (void)close {
    NSURLSessionWebSocketTask *task = self.task;
    NSURLSession *network = self.network;
    BOOL wasOpen = self.isOpen;
    self.task = nil;
    self.network = nil;
    self.isOpen = NO;
    if (wasOpen) {
        // unverified on iOS: messages handed over before the close frame are sent before it.
        [task cancelWithCloseCode:NSURLSessionWebSocketCloseCodeNormalClosure reason:nil];
        [network finishTasksAndInvalidate];
    } else {
        [network invalidateAndCancel];
    }
}

- (void)send:(NSDictionary<NSString *, id> *)message {
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
    __weak RPFLink *weakSelf = self;
    [task receiveMessageWithCompletionHandler:^(NSURLSessionWebSocketMessage *message, NSError *error) {
        [NSOperationQueue.mainQueue addOperationWithBlock:^{
            RPFLink *link = weakSelf;
            if (link.task != task) {
                return; // of a connection that was left
            }
            if (message == nil) {
                [link broke:error.localizedDescription ?: @"closed"];
                return;
            }
            [link.delegate linkReceived:message.string ?: @""];
            if (link.task == task) {
                [link listen:task];
            }
        }];
    }];
}

- (void)broke:(NSString *)reason {
    self.isOpen = NO; // there is nobody to say goodbye to
    [self close];
    [self.delegate linkClosed:reason];
}

#pragma mark NSURLSessionWebSocketDelegate

- (void)URLSession:(NSURLSession *)session
    didReceiveChallenge:(NSURLAuthenticationChallenge *)challenge
      completionHandler:(void (^)(NSURLSessionAuthChallengeDisposition disposition,
                                  NSURLCredential *credential))completionHandler {
    NSURLProtectionSpace *space = challenge.protectionSpace;
    NSData *authority = self.credentials.authority;
    BOOL server = [space.authenticationMethod isEqualToString:NSURLAuthenticationMethodServerTrust];
    SecTrustRef trust = space.serverTrust;
    if (authority == nil || !server) {
        completionHandler(NSURLSessionAuthChallengePerformDefaultHandling, nil); // the phone's own authorities count
    } else if (trust != NULL && RPFTrustIsOfAuthority(trust, authority)) {
        completionHandler(NSURLSessionAuthChallengeUseCredential, [NSURLCredential credentialForTrust:trust]);
    } else {
        completionHandler(NSURLSessionAuthChallengeCancelAuthenticationChallenge, nil);
    }
}

- (void)URLSession:(NSURLSession *)session
          webSocketTask:(NSURLSessionWebSocketTask *)webSocketTask
    didOpenWithProtocol:(NSString *)protocol {
    if (webSocketTask != self.task) {
        return;
    }
    self.isOpen = YES;
    [self.delegate linkOpened];
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
        [self close];
        [self.delegate linkRefused:[NSString stringWithFormat:@"it answers HTTP %ld", (long)status]];
        return;
    }
    [self broke:error.localizedDescription ?: @"closed"];
}

@end
