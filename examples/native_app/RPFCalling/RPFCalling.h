// The calling SDK: managed push, a client, calls, and the notifications about them.

#import "RPFClient.h"
#import "RPFCredentials.h"
#import "RPFManagedPush.h"
#import "RPFTrace.h"

NS_ASSUME_NONNULL_BEGIN

@interface RPFCalling : NSObject

/// Make it first thing in application:didFinishLaunchingWithOptions:.
+ (id<RPFManagedPush>)managedPushWithAPSEnvironment:(RPFAPSEnvironment)environment;

/// A client for one user, not yet started. `environmentHost` is a host name, or a WebSocket address.
+ (id<RPFClient>)clientWithApplicationKey:(NSString *)applicationKey
                        applicationSecret:(NSString *)applicationSecret
                          environmentHost:(NSString *)environmentHost
                                   userId:(NSString *)userId;
/// The same, for a service with a certificate authority, or a token for its connections, of its own.
+ (id<RPFClient>)clientWithCredentials:(RPFCredentials *)credentials;

@end

NS_ASSUME_NONNULL_END
