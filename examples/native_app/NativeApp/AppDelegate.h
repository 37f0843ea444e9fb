// The app delegate: launching in the guide's order, and what it forwards.

#import "AppIntegration.h"

NS_ASSUME_NONNULL_BEGIN

@interface AppDelegate : UIResponder <UIApplicationDelegate>
@property (nonatomic, strong) AppIntegration *integration;
@end

NS_ASSUME_NONNULL_END
