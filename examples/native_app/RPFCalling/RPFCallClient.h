// The calls of one user on this phone.

#import "RPFCall.h"
#import "RPFLocalNotification.h"
#import "RPFResults.h"

NS_ASSUME_NONNULL_BEGIN

@protocol RPFCallClient;

@protocol RPFCallClientDelegate <NSObject>
/// Time to show the call, or to answer it if the person opened the app for it.
- (void)client:(id<RPFCallClient>)client didReceiveIncomingCall:(id<RPFCall>)call;
@optional
/// A call became known, in whatever state the app is. Nothing has been shown yet.
- (void)client:(id<RPFCallClient>)client willReceiveIncomingCall:(id<RPFCall>)call;
/// What to show while the app is in the background; nil to show nothing. Needed where a VoIP push obliges to no report to
/// CallKit. -[RPFCall hangup] here is allowed and ends the matter.
- (nullable RPFLocalNotification *)client:(id<RPFCallClient>)client localNotificationForIncomingCall:(id<RPFCall>)call;
/// A call ended unanswered while this phone was out of reach; the service has just told of it.
- (void)client:(id<RPFCallClient>)client didMissCall:(id<RPFCallNotificationResult>)result;
@end

@protocol RPFCallClient <NSObject>
@property (nonatomic, weak, nullable) id<RPFCallClientDelegate> delegate;
/// Calls answered on the system's call screen take effect without the app coming to the front.
@property (nonatomic) BOOL answersInBackground;
/// The service rings over the connection in the background too, so nothing else announces such a call.
@property (nonatomic) BOOL ringsInBackground;
@property (nonatomic, readonly, copy) NSArray<id<RPFCall>> *calls;

/// The call with this id, as long as it has not ended.
- (nullable id<RPFCall>)callWithId:(NSString *)callId;
/// Headers travel with pushes: they are left out unless managed push is enabled. nil, with a reason, when there is no
/// connection, or the headers are more than 1024 bytes of JSON.
- (nullable id<RPFCall>)callUserWithId:(NSString *)userId
                               headers:(nullable NSDictionary<NSString *, NSString *> *)headers
                                 error:(NSString *_Nullable *_Nullable)reason;
@end

NS_ASSUME_NONNULL_END
