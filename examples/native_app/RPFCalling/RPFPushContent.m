#import "RPFPushContent.h"

#import "RPFResults.h"

NSString *const RPFServiceKey = @"ringproof";
NSString *const RPFEventInvite = @"invite";
NSString *const RPFEventCancel = @"cancel";

static const NSTimeInterval DefaultRingTimeout = 30;

NSDictionary *RPFServicePart(NSDictionary *payload) {
    id fields = payload[RPFServiceKey];
    return [fields isKindOfClass:[NSDictionary class]] ? fields : nil;
}

BOOL RPFShowsItself(NSDictionary *payload) {
    id aps = payload[@"aps"];
    return [aps isKindOfClass:[NSDictionary class]] && aps[@"alert"] != nil;
}

NSString *RPFText(id value) {
    return [value isKindOfClass:[NSString class]] && [(NSString *)value length] > 0 ? value : nil;
}

static NSTimeInterval number(id value) {
    return [value isKindOfClass:[NSNumber class]] ? [(NSNumber *)value doubleValue] : 0;
}

@implementation RPFPushContent

+ (instancetype)contentWithPayload:(NSDictionary *)payload {
    NSDictionary *fields = RPFServicePart(payload);
    NSString *event = RPFText(fields[@"event"]);
    return fields != nil && event != nil ? [self contentWithFields:fields event:event] : nil;
}

+ (instancetype)contentWithFields:(NSDictionary *)fields event:(NSString *)event {
    NSString *callId = RPFText(fields[@"call_id"]);
    BOOL known = [event isEqualToString:RPFEventInvite] || [event isEqualToString:RPFEventCancel];
    if (callId == nil || !known) {
        return nil;
    }
    RPFPushContent *content = [[self alloc] init];
    content.event = event;
    content.callId = callId;
    content.fromUserId = RPFText(fields[@"from"]) ?: @"";
    content.toUserId = RPFText(fields[@"to"]);
    content.displayName = RPFText(fields[@"display_name"]);
    content.video = number(fields[@"video"]) != 0;
    NSMutableDictionary<NSString *, NSString *> *headers = [NSMutableDictionary dictionary];
    id given = fields[@"headers"];
    if ([given isKindOfClass:[NSDictionary class]]) {
        for (id name in [(NSDictionary *)given allKeys]) {
            NSString *value = RPFText(given[name]);
            if ([name isKindOfClass:[NSString class]] && value != nil) {
                headers[name] = value;
            }
        }
    }
    content.headers = headers;
    content.sentAt = number(fields[@"sent_at"]);
    NSTimeInterval timeout = number(fields[@"ring_timeout"]);
    content.ringTimeout = timeout > 0 ? timeout : DefaultRingTimeout;
    if ([event isEqualToString:RPFEventCancel]) {
        content.cause = RPFText(fields[@"cause"]) ?: RPFCauseCanceled;
    }
    id state = fields[@"state_when_received"];
    content.stateWhenReceived = [state isKindOfClass:[NSNumber class]] ? state : nil;
    return content;
}

- (NSString *)caller {
    return self.displayName ?: self.fromUserId;
}

- (NSTimeInterval)remainingAt:(NSTimeInterval)now {
    NSTimeInterval age = self.sentAt > 0 ? MAX(0, now - self.sentAt) : 0;
    return self.ringTimeout - age;
}

- (NSDictionary<NSString *, id> *)userInfo {
    NSMutableDictionary<NSString *, id> *fields = [NSMutableDictionary dictionary];
    fields[@"event"] = self.event;
    fields[@"call_id"] = self.callId;
    fields[@"from"] = self.fromUserId;
    fields[@"to"] = self.toUserId; // assigning nil leaves the key out
    fields[@"display_name"] = self.displayName;
    fields[@"video"] = @(self.video);
    fields[@"headers"] = self.headers;
    fields[@"sent_at"] = @(self.sentAt);
    fields[@"ring_timeout"] = @(self.ringTimeout);
    fields[@"state_when_received"] = self.stateWhenReceived;
    return @{RPFServiceKey : fields};
}

@end
