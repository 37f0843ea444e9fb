// The calling SDK: managed push, a client, calls, and the notifications about them.

#import "RPFManagedPush.h"
#import "RPFTrace.h"

NS_ASSUME_NONNULL_BEGIN

@interface RPFCalling : NSObject

/// Make it first thing in application:didFinishLaunchingWithOptions:.
+ (id<RPFManagedPush>)managedPushWithAPSEnvironment:(RPFAPSEnvironment)environment;

@end

NS_ASSUME_NONNULL_END
