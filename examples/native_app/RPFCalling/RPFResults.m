#import "RPFResultsImpl.h"

#import "RPFMessageContent.h"

NSString *const RPFCauseCanceled = @"canceled";
NSString *const RPFCauseTimeout = @"timeout";
NSString *const RPFCauseDenied = @"denied";
NSString *const RPFCauseHungUp = @"hung_up";
NSString *const RPFCauseAnsweredElsewhere = @"answered_elsewhere";
NSString *const RPFCauseDeclinedElsewhere = @"declined_elsewhere";
NSString *const RPFCauseFailed = @"failed";

@implementation RPFCallNotificationResultImpl

@synthesize callId = _callId;
@synthesize remoteUserId = _remoteUserId;
@synthesize caller = _caller;
@synthesize headers = _headers;
@synthesize isVideoOffered = _isVideoOffered;
@synthesize cause = _cause;

- (instancetype)initWithContent:(RPFPushContent *)content cause:(NSString *)cause {
    self = [super init];
    if (self) {
        _callId = [content.callId copy];
        _remoteUserId = [content.fromUserId copy];
        _caller = [content.caller copy];
        _headers = [content.headers copy];
        _isVideoOffered = content.video;
        _cause = [cause copy];
    }
    return self;
}

- (BOOL)hasEnded {
    return self.cause != nil;
}

- (BOOL)isCallCanceled {
    return [self.cause isEqualToString:RPFCauseCanceled];
}

- (BOOL)isTimedOut {
    return [self.cause isEqualToString:RPFCauseTimeout];
}

@end

@implementation RPFNotificationResultImpl

@synthesize callResult = _callResult;
@synthesize isMessage = _isMessage;

- (instancetype)initWithContent:(RPFPushContent *)content cause:(NSString *)cause {
    self = [super init];
    if (self && content != nil) {
        _callResult = [[RPFCallNotificationResultImpl alloc] initWithContent:content cause:cause];
    }
    return self;
}

- (instancetype)initAsMessage {
    self = [super init];
    if (self) {
        _isMessage = YES;
    }
    return self;
}

- (BOOL)isCall {
    return self.callResult != nil;
}

@end

@implementation RPFPushHelper

+ (id<RPFNotificationResult>)queryPushNotificationPayload:(NSDictionary *)payload {
    if ([RPFMessageContent contentWithPayload:payload] != nil) {
        return [[RPFNotificationResultImpl alloc] initAsMessage];
    }
    RPFPushContent *content = [RPFPushContent contentWithPayload:payload];
    return [[RPFNotificationResultImpl alloc] initWithContent:content cause:content.cause];
}

@end
