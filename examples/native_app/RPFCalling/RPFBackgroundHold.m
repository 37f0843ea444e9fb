#import "RPFBackgroundHold.h"

@interface RPFBackgroundHold ()
@property (nonatomic, strong) NSMutableSet<NSString *> *reasons;
@property (nonatomic) UIBackgroundTaskIdentifier task;
- (void)end;
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

- (void)hold:(NSString *)reason {
    [self.reasons addObject:reason];
    if (self.task != UIBackgroundTaskInvalid) {
        return;
    }
    __weak RPFBackgroundHold *weakSelf = self;
    self.task = [UIApplication.sharedApplication beginBackgroundTaskWithExpirationHandler:^{
        RPFBackgroundHold *hold = weakSelf;
        // Not ending the task here would end the app. What was held for is picked up at the next resume.
        [hold.reasons removeAllObjects];
        if (hold.whenExpired != nil) {
            hold.whenExpired();
        }
        [hold end];
    }];
}

- (void)letGo:(NSString *)reason {
    [self.reasons removeObject:reason];
    if (self.reasons.count == 0) {
        [self end];
    }
}

- (void)letGoOfAll {
    [self.reasons removeAllObjects];
    [self end];
}

- (void)end {
    UIBackgroundTaskIdentifier task = self.task;
    self.task = UIBackgroundTaskInvalid;
    if (task != UIBackgroundTaskInvalid) {
        [UIApplication.sharedApplication endBackgroundTask:task];
    }
}

@end
