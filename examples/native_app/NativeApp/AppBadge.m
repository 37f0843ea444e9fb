#import "AppIntegrationParts.h"

static const NSInteger NoBadge = -1; // 0 would empty Notification Center as well

@implementation AppIntegration (Badge)

- (NSNumber *)ringingBadge {
    if ([self.settings setting:@"ringing_badge" is:@"zero"]) {
        return @0;
    }
    return [self countsRingingCalls] ? @([self badge]) : nil;
}

- (void)correctBadge {
    if ([self countsRingingCalls] && self.callKit == nil) {
        NSInteger badge = [self badge];
        UIApplication.sharedApplication.applicationIconBadgeNumber = badge > 0 ? badge : NoBadge;
    }
}

- (void)recentsAreSeen {
    if (self.recents.unseenMissed > 0) {
        UIApplication.sharedApplication.applicationIconBadgeNumber = NoBadge;
    }
    [self.recents markSeen];
}

- (BOOL)countsRingingCalls {
    return [self.settings setting:@"ringing_badge" is:@"count"];
}

- (NSInteger)badge {
    NSInteger ringing = 0;
    for (id<RPFCall> call in self.client.callClient.calls) {
        ringing += call.isOutgoing || call.wasAnswered ? 0 : 1;
    }
    return self.recents.unseenMissed + ringing;
}

@end
