#import "RPFMessageContent.h"

#import "RPFPushContent.h"

static NSString *const Event = @"message";

@implementation RPFMessageContent

+ (instancetype)contentWithPayload:(NSDictionary *)payload {
    NSDictionary *fields = RPFServicePart(payload);
    return [fields[@"event"] isEqual:Event] ? [self contentWithFields:fields] : nil;
}

+ (instancetype)contentWithFields:(NSDictionary *)fields {
    NSString *messageId = RPFText(fields[@"message_id"]);
    if (messageId == nil) {
        return nil;
    }
    RPFMessageContent *content = [[self alloc] init];
    content.messageId = messageId;
    content.fromUserId = RPFText(fields[@"from"]) ?: @"";
    content.toUserId = RPFText(fields[@"to"]);
    content.displayName = RPFText(fields[@"display_name"]);
    content.text = RPFText(fields[@"text"]) ?: @"";
    return content;
}

- (NSString *)sender {
    return self.displayName ?: self.fromUserId;
}

- (NSDictionary<NSString *, id> *)userInfo {
    NSMutableDictionary<NSString *, id> *ours = [NSMutableDictionary dictionary];
    ours[@"event"] = Event;
    ours[@"message_id"] = self.messageId;
    ours[@"from"] = self.fromUserId;
    ours[@"to"] = self.toUserId; // assigning nil leaves the key out
    ours[@"display_name"] = self.displayName;
    return @{RPFServiceKey : ours};
}

@end
