// How an incoming call reaches the person: handed to the app in front, or by one local notification in the background. Posting
// and removing take the phone a moment; what happened meanwhile is looked at again when it is done.

#import "RPFCallClientImpl.h"
#import "RPFNotifications.h"
#import "RPFTrace.h"

static NSString *const NoDelegate =
    @"a call is to be shown and nobody is told; set the call client's delegate before the client starts";
static NSString *const NotAnnounced =
    @"the delegate has no client:localNotificationForIncomingCall:, and nothing else shows the call";

static NSString *rowOf(NSString *callId) {
    return [@"call:" stringByAppendingString:callId]; // one call, one row
}

@implementation RPFCallClientImpl (Announcing)

- (void)present:(RPFCallImpl *)call notify:(BOOL)notify unlessListed:(BOOL)look completion:(void (^)(void))completion {
    if (call.state == RPFCallStateEnded || call.isDelivered) {
        completion();
    } else if ([self isInFront]) {
        call.isDelivered = YES;
        [self removeNotificationOf:call.callId completion:completion];
        id<RPFCallClientDelegate> delegate = self.delegate;
        if (delegate == nil) {
            RPFTrace(@"call.no_delegate", @{@"call" : call.callId, @"dropped" : NoDelegate});
        }
        [delegate client:self didReceiveIncomingCall:call];
    } else if (!notify || call.isNotified) {
        completion();
    } else {
        call.isNotified = YES;
        if (!look) {
            [self notify:call completion:completion];
            return;
        }
        // A push that shows itself may have been faster: one call has one row.
        [RPFNotifications listsCall:call.callId completion:^(BOOL listed) {
            if (listed) {
                completion();
            } else {
                [self notify:call completion:completion];
            }
        }];
    }
}

- (void)notify:(RPFCallImpl *)call completion:(void (^)(void))completion {
    id<RPFCallClientDelegate> delegate = self.delegate;
    RPFLocalNotification *notification = nil;
    if ([delegate respondsToSelector:@selector(client:localNotificationForIncomingCall:)]) {
        notification = [delegate client:self localNotificationForIncomingCall:call];
    } else {
        RPFTrace(@"call.not_announced", @{@"call" : call.callId, @"dropped" : NotAnnounced});
    }
    if (notification == nil || call.state == RPFCallStateEnded) {
        completion();
        return;
    }
    call.content.stateWhenReceived = @(call.applicationStateWhenReceived);
    NSMutableDictionary<NSString *, id> *info = [NSMutableDictionary dictionaryWithDictionary:notification.userInfo ?: @{}];
    [info addEntriesFromDictionary:[call.content userInfo]];
    notification.userInfo = info;
    [RPFNotifications post:notification identifier:rowOf(call.callId) completion:^(NSError *error) {
        RPFTraceOutcome(@"call.notified", @{@"call" : call.callId}, error);
        // Posting took a moment: the call may be over by now, or the app in front.
        if (call.state == RPFCallStateEnded || call.isDelivered) {
            [self removeNotificationOf:call.callId completion:completion];
        } else {
            completion();
        }
    }];
}

/// Every row of this call: ours, and that of a regular push, whose identifier is its collapse id.
- (void)removeNotificationOf:(NSString *)callId completion:(void (^)(void))completion {
    NSString *reason = [@"remove:" stringByAppendingString:callId];
    RPFBackgroundHold *background = self.background;
    [background hold:reason];
    [RPFNotifications remove:@[ rowOf(callId), callId ] completion:^{
        [background letGo:reason];
        completion();
    }];
}

@end
