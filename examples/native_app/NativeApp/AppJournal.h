// What the app did and was told, one JSON line each, in Documents/journal.jsonl. Ringproof reads it for its report.

#import <Foundation/Foundation.h>

NS_ASSUME_NONNULL_BEGIN

@interface AppJournal : NSObject

+ (AppJournal *)shared;

/// Write one line. `data` holds JSON; `kind` says what it is about.
- (void)write:(NSString *)kind data:(NSDictionary<NSString *, id> *)data;
- (void)write:(NSString *)kind;

@end

NS_ASSUME_NONNULL_END
