#import "AppMessages.h"

static NSString *const StoreKey = @"kept messages";
static const NSUInteger Limit = 100;

@interface AppMessages ()
@property (nonatomic, strong) NSMutableArray<NSDictionary<NSString *, id> *> *entries;
- (void)set:(NSString *)field of:(NSUInteger)index;
- (void)save;
@end

@implementation AppMessages

- (instancetype)init {
    self = [super init];
    if (self) {
        NSArray *stored = [NSUserDefaults.standardUserDefaults arrayForKey:StoreKey];
        _entries = [NSMutableArray arrayWithArray:stored ?: @[]];
    }
    return self;
}

- (NSArray<NSString *> *)labels {
    NSMutableArray<NSString *> *labels = [NSMutableArray array];
    for (NSDictionary<NSString *, id> *entry in self.entries) {
        id who = [entry[@"own"] isEqual:@YES] ? @"You" : entry[@"sender"];
        NSString *arrived = [entry[@"delivered"] isEqual:@YES] ? @", delivered" : @"";
        [labels addObject:[NSString stringWithFormat:@"%@: %@%@", who, entry[@"text"], arrived]];
    }
    return labels;
}

- (NSUInteger)unread {
    NSUInteger count = 0;
    for (NSDictionary<NSString *, id> *entry in self.entries) {
        count += [entry[@"seen"] isEqual:@YES] ? 0 : 1;
    }
    return count;
}

- (NSString *)latestUserId {
    for (NSDictionary<NSString *, id> *entry in self.entries) {
        if (![entry[@"own"] isEqual:@YES]) {
            return entry[@"user_id"];
        }
    }
    return nil;
}

- (void)put:(id<RPFMessage>)message own:(BOOL)own seen:(BOOL)seen {
    for (NSDictionary<NSString *, id> *known in self.entries) {
        if ([known[@"message_id"] isEqual:message.messageId]) {
            return; // no news
        }
    }
    NSDictionary<NSString *, id> *entry = @{
        @"message_id" : message.messageId,
        @"user_id" : message.remoteUserId,
        @"sender" : message.sender,
        @"text" : message.text,
        @"own" : @(own),
        @"seen" : @(seen),
    };
    [self.entries insertObject:entry atIndex:0];
    if (self.entries.count > Limit) {
        [self.entries removeLastObject];
    }
    [self save];
}

- (void)markDelivered:(NSString *)messageId {
    for (NSUInteger i = 0; i < self.entries.count; i++) {
        if ([self.entries[i][@"message_id"] isEqual:messageId]) {
            [self set:@"delivered" of:i];
        }
    }
    [self save];
}

- (void)markSeen {
    for (NSUInteger i = 0; i < self.entries.count; i++) {
        [self set:@"seen" of:i];
    }
    [self save];
}

- (void)clear {
    [self.entries removeAllObjects];
    [self save];
}

- (void)set:(NSString *)field of:(NSUInteger)index {
    NSMutableDictionary<NSString *, id> *entry = [NSMutableDictionary dictionaryWithDictionary:self.entries[index]];
    entry[field] = @YES;
    self.entries[index] = entry;
}

- (void)save {
    [NSUserDefaults.standardUserDefaults setObject:self.entries forKey:StoreKey];
}

@end
