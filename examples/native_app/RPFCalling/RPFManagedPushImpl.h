#import "RPFManagedPush.h"

NS_ASSUME_NONNULL_BEGIN

@interface RPFManagedPushImpl : NSObject <RPFManagedPush>
- (instancetype)initWithEnvironment:(RPFAPSEnvironment)environment;
@end

NS_ASSUME_NONNULL_END
