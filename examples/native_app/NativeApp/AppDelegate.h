// The app delegate: launching in the guide's order, and what it forwards.

#import <UIKit/UIKit.h>

NS_ASSUME_NONNULL_BEGIN

@interface AppDelegate : UIResponder <UIApplicationDelegate>
@end

NS_ASSUME_NONNULL_END
