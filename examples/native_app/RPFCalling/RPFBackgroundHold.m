#import "RPFBackgroundHold.h"

#import "RPFTrace.h"

@interface RPFBackgroundHold ()
@property (nonatomic, strong) NSMutableSet<NSString *> *reasons;
@property (nonatomic) UIBackgroundTaskIdentifier task;
- (void)end:(NSString *)why;
@end

@implementation RPFBackgroundHold

- (instancetype)init {
    self = [super init];
    if (self) {
        _reasons = [NSMutableSet set];
        _task = UIBackgroundTaskInvalid;
    }
    return self;
}

- (void)dealloc {
    // A task that nobody ends any more would end the app when its time is up.
    if (_task != UIBackgroundTaskInvalid) {
        [UIApplication.sharedApplication endBackgroundTask:_task];
    }
}

- (void)hold:(NSString *)reason {
    [self.reasons addObject:reason];
    if (self.task != UIBackgroundTaskInvalid) {
        return;
    }
    RPFTrace(@"background.hold", @{@"reason" : reason});
    __weak RPFBackgroundHold *weakSelf = self;
    self.task = [UIApplication.sharedApplication beginBackgroundTaskWithExpirationHandler:^{
        RPFBackgroundHold *hold = weakSelf;
        // Not ending the task here would end the app. What was held for is picked up at the next resume.
        [hold.reasons removeAllObjects];
        if (hold.whenExpired != nil) {
            hold.whenExpired();
        }
        [hold end:@"expired"];
    }];
}

- (void)letGo:(NSString *)reason {
    [self.reasons removeObject:reason];
    if (self.reasons.count == 0) {
        [self end:@"done"];
    }
}

- (void)letGoOfAll {
    [self.reasons removeAllObjects];
    [self end:@"given up"];
}

- (void)end:(NSString *)why {
    UIBackgroundTaskIdentifier task = self.task;
    self.task = UIBackgroundTaskInvalid;
    if (task != UIBackgroundTaskInvalid) {
        RPFTrace(@"background.release", @{@"why" : why});
        [UIApplication.sharedApplication endBackgroundTask:task];
    }
}

@end
