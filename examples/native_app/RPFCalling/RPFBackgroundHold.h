// Keeps iOS from suspending the app while there is something to finish: one background task for all reasons together.

#import <UIKit/UIKit.h>

NS_ASSUME_NONNULL_BEGIN

@interface RPFBackgroundHold : NSObject
/// Runs at the last moment before suspension.
@property (nonatomic, copy, nullable) void (^whenExpired)(void);
- (void)hold:(NSString *)reason;
- (void)letGo:(NSString *)reason;
- (void)letGoOfAll;
@end

NS_ASSUME_NONNULL_END
