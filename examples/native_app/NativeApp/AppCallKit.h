// Today's world: a VoIP push is reported to CallKit within its callback, and the system's call screen does the rest.
//
// From iOS 13 on a VoIP push that reports no call costs the app its life. So the report comes first, also for a call that
// is over or not this user's: that one is ended again at once. An answer is fulfilled when the call is established.

#import "RPFCalling.h"

NS_ASSUME_NONNULL_BEGIN

@class AppIntegration;

@interface AppCallKit : NSObject

- (instancetype)initWithIntegration:(AppIntegration *)integration;

/// `mustReport`: the system wants the report. It may do without from iOS 26.4 on, as while the app is in front.
- (void)receiveVoIPPush:(NSDictionary *)payload mustReport:(BOOL)mustReport completion:(void (^)(void))completion;
/// A call came over the connection while the app is in the background: no push will announce it.
- (void)willReceive:(id<RPFCall>)call;
/// Whether the system's call screen shows this call, so that the app's must not.
- (BOOL)hasOnScreen:(id<RPFCall>)call;
- (void)established:(id<RPFCall>)call;
- (void)ended:(id<RPFCall>)call;
/// The person hangs up in the app: through the system if it has the call.
- (void)hangUp:(id<RPFCall>)call;

@end

NS_ASSUME_NONNULL_END
