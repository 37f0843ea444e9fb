#import "RPFCalling.h"

#import "RPFClientImpl.h"
#import "RPFManagedPushImpl.h"

@implementation RPFCalling

+ (id<RPFManagedPush>)managedPushWithAPSEnvironment:(RPFAPSEnvironment)environment {
    return [[RPFManagedPushImpl alloc] initWithEnvironment:environment];
}

+ (id<RPFClient>)clientWithApplicationKey:(NSString *)applicationKey
                        applicationSecret:(NSString *)applicationSecret
                          environmentHost:(NSString *)environmentHost
                                   userId:(NSString *)userId {
    return [self clientWithCredentials:[[RPFCredentials alloc] initWithApplicationKey:applicationKey
                                                                               secret:applicationSecret
                                                                                 host:environmentHost
                                                                               userId:userId]];
}

+ (id<RPFClient>)clientWithCredentials:(RPFCredentials *)credentials {
    return [[RPFClientImpl alloc] initWithCredentials:credentials];
}

@end
