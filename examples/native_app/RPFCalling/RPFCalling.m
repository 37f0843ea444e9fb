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
    BOOL whole = [environmentHost containsString:@"://"];
    NSString *url = whole ? environmentHost : [@"wss://" stringByAppendingString:environmentHost];
    return [[RPFClientImpl alloc] initWithApplicationKey:applicationKey secret:applicationSecret url:url userId:userId];
}

@end
