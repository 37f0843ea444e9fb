// The client: one user of one application on this phone, signed in to the calling service.
//
// The app forwards what iOS tells it of pushes and notifications; the client follows the app's life by itself, and keeps
// connection, presence, registration and calls in step with both.

#import "RPFCallClient.h"
#import "RPFManagedPush.h"
#import "RPFMessageClient.h"

NS_ASSUME_NONNULL_BEGIN

@protocol RPFClient;

@protocol RPFClientDelegate <NSObject>
- (void)clientConnectionChanged:(id<RPFClient>)client;
- (void)clientRegistrationChanged:(id<RPFClient>)client;
/// The service refused this user, or there is none; nothing is tried again, except with the code `unreachable`.
- (void)client:(id<RPFClient>)client didFailWithCode:(NSString *)code message:(NSString *)message;
@end

@protocol RPFClient <NSObject>
@property (nonatomic, weak, nullable) id<RPFClientDelegate> delegate;
@property (nonatomic, readonly) id<RPFCallClient> callClient;
@property (nonatomic, readonly) id<RPFMessageClient> messageClient;
@property (nonatomic, readonly, copy) NSString *userId;
@property (nonatomic, readonly) BOOL isConnected;
@property (nonatomic, readonly) BOOL isRegistered;
/// Whether the client stays online, and announces calls by local notifications, in the background.
@property (nonatomic) BOOL supportsActiveConnectionInBackground;

/// Register the tokens `push` acquires for this user, now and whenever they change.
- (void)enableManagedPushNotifications:(id<RPFManagedPush>)push;
/// No further pushes to this phone for this user; for logging out.
- (void)unregisterPushNotificationDeviceToken;
/// How this user is named in the pushes of calls they make.
- (void)setPushNotificationDisplayName:(nullable NSString *)displayName;

/// With VoIP pushes the call client's delegate must be able to compose local notifications: nothing else would show a call.
/// A client whose delegate is not able to fails here, in words, and not at the first call.
- (void)start;
/// What was said last still reaches the service, whoever lets go of the client; no call is delivered any more.
- (void)terminateGracefully;

- (id<RPFNotificationResult>)relayRemotePushNotification:(NSDictionary *)payload completion:(void (^)(void))completion;
/// The person acted on a local notification of the SDK, which has this user info: it is taken away, and a call goes on.
- (id<RPFNotificationResult>)relayLocalNotification:(NSDictionary *)userInfo completion:(void (^)(void))completion;

@end

NS_ASSUME_NONNULL_END
