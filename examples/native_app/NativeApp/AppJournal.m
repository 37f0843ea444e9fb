#import "AppJournal.h"

#import <UIKit/UIKit.h>

@interface AppJournal ()
@property (nonatomic, copy) NSString *path;
@property (nonatomic) NSUInteger count;
@end

@implementation AppJournal

+ (AppJournal *)shared {
    static AppJournal *shared;
    if (shared == nil) {
        shared = [[AppJournal alloc] init];
    }
    return shared;
}

- (instancetype)init {
    self = [super init];
    if (self) {
        _path = [NSHomeDirectory() stringByAppendingPathComponent:@"Documents/journal.jsonl"];
        if (![NSFileManager.defaultManager fileExistsAtPath:_path]) {
            [NSFileManager.defaultManager createFileAtPath:_path contents:nil attributes:nil];
        }
        NSString *before = [NSString stringWithContentsOfFile:_path encoding:NSUTF8StringEncoding error:nil];
        _count = before.length > 0 ? [before componentsSeparatedByString:@"\n"].count - 1 : 0;
    }
    return self;
}

- (void)write:(NSString *)kind {
    [self write:kind data:@{}];
}

- (void)write:(NSString *)kind data:(NSDictionary<NSString *, id> *)data {
    NSArray<NSString *> *states = @[ @"active", @"inactive", @"background" ];
    NSUInteger state = (NSUInteger)UIApplication.sharedApplication.applicationState;
    self.count += 1;
    NSMutableDictionary<NSString *, id> *phone = [NSMutableDictionary dictionaryWithDictionary:data];
    phone[@"t"] = @((long)(NSProcessInfo.processInfo.systemUptime * 1000000));
    phone[@"n"] = @(self.count);
    phone[@"kind"] = kind;
    phone[@"state"] = state < states.count ? states[state] : @"unknown";
    NSDictionary *line = @{@"phone" : phone, @"wall" : @{@"time" : @(NSDate.date.timeIntervalSince1970)}};
    NSMutableData *text = [[NSJSONSerialization dataWithJSONObject:line options:0 error:nil] mutableCopy];
    [text appendData:[NSData dataWithBytes:"\n" length:1]];
    NSFileHandle *file = [NSFileHandle fileHandleForWritingAtPath:self.path];
    [file seekToEndReturningOffset:nil error:nil];
    [file writeData:text error:nil]; // a full disk costs the line, not the app
    [file closeAndReturnError:nil];
}

@end
