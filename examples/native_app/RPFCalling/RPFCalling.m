#import "RPFCalling.h"

#import "RPFManagedPushImpl.h"

@implementation RPFCalling

+ (id<RPFManagedPush>)managedPushWithAPSEnvironment:(RPFAPSEnvironment)environment {
    return [[RPFManagedPushImpl alloc] initWithEnvironment:environment];
}

@end
