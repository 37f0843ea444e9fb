#import "RPFMessageClientImpl.h"

#import <UIKit/UIKit.h>

#import "RPFMessageContent.h"
#import "RPFNotifications.h"
#import "RPFTrace.h"

static const NSUInteger Remembered = 256;
static NSString *const NoDelegate =
    @"a message came and nobody is told; set the message client's delegate before the client starts";

@interface RPFMessageImpl : NSObject <RPFMessage>
@property (nonatomic, copy) NSString *messageId;
@property (nonatomic, copy) NSString *remoteUserId;
@property (nonatomic, copy) NSString *sender;
@property (nonatomic, copy) NSString *text;
@end

@implementation RPFMessageImpl
@end

@interface RPFMessageClientImpl ()
@property (nonatomic, strong) RPFSession *session;
@property (nonatomic, strong) NSMutableArray<NSString *> *heard; // ids, oldest first
@property (nonatomic, strong) NSMutableDictionary<NSString *, RPFMessageImpl *> *sending; // by ref, until they are named
@property (nonatomic, strong) NSMutableDictionary<NSString *, RPFMessageImpl *> *sent;    // by id, until delivered
@property (nonatomic) NSUInteger count;
- (void)failed:(RPFMessageImpl *)message reason:(NSString *)reason;
@end

@implementation RPFMessageClientImpl

@synthesize delegate = _delegate;

- (instancetype)initWithSession:(RPFSession *)session {
    self = [super init];
    if (self) {
        _session = session;
        _heard = [NSMutableArray array];
        _sending = [NSMutableDictionary dictionary];
        _sent = [NSMutableDictionary dictionary];
    }
    return self;
}

- (id<RPFMessage>)sendText:(NSString *)text toUser:(NSString *)userId error:(NSString **)reason {
    self.count += 1;
    NSString *ref = [NSString stringWithFormat:@"message-%lu", (unsigned long)self.count];
    NSMutableDictionary<NSString *, id> *said = [NSMutableDictionary dictionary];
    said[@"type"] = @"send_message";
    said[@"ref"] = ref;
    said[@"to"] = userId;
    said[@"text"] = text;
    said[@"display_name"] = self.ownName != nil ? self.ownName() : nil; // assigning nil leaves the key out
    if (![self.session send:said]) {
        if (reason != NULL) {
            *reason = @"send_text needs a connection to the service; there is none (wait for client_connection_changed)";
        }
        return nil;
    }
    RPFMessageImpl *message = [[RPFMessageImpl alloc] init];
    message.messageId = @"";
    message.remoteUserId = userId;
    message.sender = @"";
    message.text = text;
    self.sending[ref] = message;
    return message;
}

#pragma mark For the client

/// One message has one row, the SDK's own or that of a push, whose identifier is its collapse id: the message's id.
- (void)openedFromNotification:(NSString *)messageId completion:(void (^)(void))completion {
    [RPFNotifications remove:@[ messageId ] completion:completion];
}

- (void)sessionLost {
    NSArray<RPFMessageImpl *> *unsaid = self.sending.allValues;
    [self.sending removeAllObjects];
    for (RPFMessageImpl *message in unsaid) {
        [self failed:message reason:@"connection lost"];
    }
}

- (BOOL)received:(NSDictionary *)message {
    id type = message[@"type"];
    if ([type isEqual:@"message"]) {
        [self receivedMessage:message];
    } else if ([type isEqual:@"message_state"]) {
        [self receivedState:message];
    } else if ([type isEqual:@"error"]) {
        RPFMessageImpl *refused = [self takeSending:message];
        if (refused == nil) {
            return NO;
        }
        [self failed:refused reason:[NSString stringWithFormat:@"%@", message[@"code"]]];
    } else {
        return [type isEqual:@"message_kept"];
    }
    return YES;
}

#pragma mark Inside

- (void)receivedMessage:(NSDictionary *)fields {
    RPFMessageContent *content = [RPFMessageContent contentWithFields:fields];
    if (content == nil) {
        RPFTrace(@"message.unreadable", @{@"dropped" : @"what the service says of a message names none"});
        return;
    }
    // Each time, else the service takes this phone for unreachable, and announces the message by a push.
    [self.session send:@{@"type" : @"message_received", @"message_id" : content.messageId}];
    if ([self.heard containsObject:content.messageId]) {
        return;
    }
    [self.heard addObject:content.messageId];
    if (self.heard.count > Remembered) {
        [self.heard removeObjectAtIndex:0];
    }
    RPFTrace(@"message.received", @{@"message" : content.messageId});
    id<RPFMessageClientDelegate> delegate = self.delegate;
    if (delegate == nil) {
        RPFTrace(@"message.no_delegate", @{@"message" : content.messageId, @"dropped" : NoDelegate});
        return;
    }
    RPFMessageImpl *message = [[RPFMessageImpl alloc] init];
    message.messageId = content.messageId;
    message.remoteUserId = content.fromUserId;
    message.sender = content.sender;
    message.text = content.text;
    [delegate messageClient:self didReceiveIncomingMessage:message];
    id announced = fields[@"announced"];
    if (UIApplication.sharedApplication.applicationState != UIApplicationStateBackground) {
        // What announced it has done its duty.
        [RPFNotifications remove:@[ content.messageId ] completion:^{
        }];
    } else if (![announced isKindOfClass:[NSNumber class]] || [(NSNumber *)announced integerValue] == 0) {
        [self notify:message content:content];
    }
}

- (void)notify:(RPFMessageImpl *)message content:(RPFMessageContent *)content {
    RPFLocalNotification *notification = [self.delegate messageClient:self localNotificationForIncomingMessage:message];
    if (notification == nil) {
        return;
    }
    NSMutableDictionary<NSString *, id> *info = [NSMutableDictionary dictionaryWithDictionary:notification.userInfo ?: @{}];
    [info addEntriesFromDictionary:[content userInfo]];
    notification.userInfo = info;
    [RPFNotifications post:notification identifier:content.messageId completion:^(NSError *error) {
        RPFTraceOutcome(@"message.notified", @{@"message" : content.messageId}, error);
    }];
}

- (void)receivedState:(NSDictionary *)state {
    NSString *messageId = [NSString stringWithFormat:@"%@", state[@"message_id"]];
    id<RPFMessageClientDelegate> delegate = self.delegate;
    RPFMessageImpl *taken = [self takeSending:state];
    if (taken != nil) {
        taken.messageId = messageId;
        self.sent[messageId] = taken;
        RPFTrace(@"message.sent", @{@"message" : messageId});
        [delegate messageClient:self messageSent:taken];
    }
    RPFMessageImpl *delivered = [state[@"state"] isEqual:@"delivered"] ? self.sent[messageId] : nil;
    if (delivered != nil) {
        [self.sent removeObjectForKey:messageId];
        [delegate messageClient:self messageDelivered:delivered];
    }
}

- (RPFMessageImpl *)takeSending:(NSDictionary *)message {
    id ref = message[@"ref"];
    if (![ref isKindOfClass:[NSString class]]) {
        return nil;
    }
    RPFMessageImpl *found = self.sending[ref];
    [self.sending removeObjectForKey:ref];
    return found;
}

- (void)failed:(RPFMessageImpl *)message reason:(NSString *)reason {
    RPFTrace(@"message.failed", @{@"reason" : reason});
    [self.delegate messageClient:self messageFailed:message reason:reason];
}

@end
