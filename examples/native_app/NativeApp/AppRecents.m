#import "AppRecents.h"

#import <UIKit/UIKit.h>

#import "AppJournal.h"
#import "RPFBackgroundHold.h"
#import "RPFNotifications.h"
#import "RPFResults.h"

NSString *const AppOutcomeMissed = @"missed";
NSString *const AppOutcomeAnswered = @"answered";
NSString *const AppOutcomeDeclined = @"declined";

static NSString *const StoreKey = @"recents";
static NSString *const MissedKey = @"missed call"; // among the user info of the row
static const NSUInteger Limit = 50;

static NSString *rowOf(NSString *callId) {
    return [@"missed:" stringByAppendingString:callId]; // its own: never removed with the incoming call's row
}

@interface AppRecents ()
@property (nonatomic, strong) NSMutableArray<NSDictionary<NSString *, id> *> *entries;
@property (nonatomic, strong) RPFBackgroundHold *background;
@end

@implementation AppRecents

+ (NSString *)outcomeOfCause:(NSString *)cause {
    if ([cause isEqualToString:RPFCauseAnsweredElsewhere]) {
        return AppOutcomeAnswered;
    }
    NSArray<NSString *> *missed = @[ RPFCauseCanceled, RPFCauseTimeout, RPFCauseFailed, @"unknown" ];
    return cause == nil || [missed containsObject:cause] ? AppOutcomeMissed : AppOutcomeDeclined;
}

+ (BOOL)isMissedNotification:(NSDictionary *)userInfo {
    return userInfo[MissedKey] != nil;
}

- (instancetype)init {
    self = [super init];
    if (self) {
        NSArray *stored = [NSUserDefaults.standardUserDefaults arrayForKey:StoreKey];
        _entries = [NSMutableArray arrayWithArray:stored ?: @[]];
        _background = [[RPFBackgroundHold alloc] init];
    }
    return self;
}

- (NSArray<NSString *> *)labels {
    NSMutableArray<NSString *> *labels = [NSMutableArray array];
    for (NSDictionary<NSString *, id> *entry in self.entries) {
        [labels addObject:[NSString stringWithFormat:@"%@, %@", entry[@"caller"], entry[@"outcome"]]];
    }
    return labels;
}

- (NSString *)latestUserId {
    return self.entries.firstObject[@"user_id"];
}

- (NSInteger)unseenMissed {
    NSInteger count = 0;
    for (NSDictionary<NSString *, id> *entry in self.entries) {
        BOOL missed = [entry[@"outcome"] isEqual:AppOutcomeMissed];
        count += missed && ![entry[@"seen"] isEqual:@YES] ? 1 : 0;
    }
    return count;
}

- (BOOL)put:(NSString *)callId
     userId:(NSString *)userId
     caller:(NSString *)caller
    outcome:(NSString *)outcome
       seen:(BOOL)seen {
    NSDictionary<NSString *, id> *entry = @{
        @"call_id" : callId,
        @"user_id" : userId,
        @"caller" : caller,
        @"outcome" : outcome,
        @"seen" : @(seen),
    };
    for (NSUInteger i = 0; i < self.entries.count; i++) {
        NSDictionary<NSString *, id> *known = self.entries[i];
        if ([known[@"call_id"] isEqual:callId]) {
            BOOL missed = [outcome isEqualToString:AppOutcomeMissed];
            if (missed || ![known[@"outcome"] isEqual:AppOutcomeMissed]) {
                return NO;
            }
            self.entries[i] = entry;
            [self save];
            return YES;
        }
    }
    [self.entries insertObject:entry atIndex:0];
    if (self.entries.count > Limit) {
        [self.entries removeLastObject];
    }
    [self save];
    return YES;
}

- (void)call:(NSString *)callId
      userId:(NSString *)userId
      caller:(NSString *)caller
     outcome:(NSString *)outcome
  completion:(void (^)(void))completion {
    BOOL away = UIApplication.sharedApplication.applicationState == UIApplicationStateBackground;
    BOOL news = [self put:callId userId:userId caller:caller outcome:outcome seen:!away];
    if (news) {
        [AppJournal.shared write:@"recents" data:@{@"call" : callId, @"outcome" : outcome}];
    }
    if (news && away && [outcome isEqualToString:AppOutcomeMissed]) {
        [self announce:callId caller:caller completion:completion];
    } else {
        completion();
    }
}

- (void)announce:(NSString *)callId caller:(NSString *)caller completion:(void (^)(void))completion {
    NSBundle *bundle = NSBundle.mainBundle;
    NSString *title = [bundle localizedStringForKey:@"RINGPROOF_MISSED_CALL_DISPLAY_NAME" value:nil table:nil];
    for (NSString *placeholder in @[ @"%1$@", @"%@" ]) { // a language may number what it puts in
        title = [title stringByReplacingOccurrencesOfString:placeholder withString:caller];
    }
    RPFLocalNotification *notification = [[RPFLocalNotification alloc] init];
    notification.alertTitle = title;
    notification.alertBody = [bundle localizedStringForKey:@"RINGPROOF_MISSED_CALL_BODY" value:nil table:nil];
    notification.soundName = @"default";
    notification.badge = @([self unseenMissed]);
    notification.userInfo = @{MissedKey : caller};
    NSString *row = rowOf(callId);
    RPFBackgroundHold *background = self.background;
    [background hold:row];
    [RPFNotifications post:notification identifier:row completion:^(NSError *error) {
        NSMutableDictionary<NSString *, id> *noted = [NSMutableDictionary dictionary];
        noted[@"call"] = callId;
        noted[@"error"] = error.localizedDescription;
        [AppJournal.shared write:error == nil ? @"missed.posted" : @"missed.refused" data:noted];
        [background letGo:row];
        completion();
    }];
}

- (void)markSeen {
    for (NSUInteger i = 0; i < self.entries.count; i++) {
        NSMutableDictionary<NSString *, id> *entry = [NSMutableDictionary dictionaryWithDictionary:self.entries[i]];
        entry[@"seen"] = @YES;
        self.entries[i] = entry;
    }
    [self save];
}

- (void)forgetAll {
    NSMutableArray<NSString *> *rows = [NSMutableArray array];
    for (NSDictionary<NSString *, id> *entry in self.entries) {
        [rows addObject:rowOf([NSString stringWithFormat:@"%@", entry[@"call_id"]])];
    }
    [RPFNotifications remove:rows completion:^{
    }];
    [self.entries removeAllObjects];
    [self save];
}

- (void)save {
    [NSUserDefaults.standardUserDefaults setObject:self.entries forKey:StoreKey];
}

@end
