// Instant messages: sent and received over the connection, announced while the app is in the background. A message never
// rings.

#import "RPFLocalNotification.h"

NS_ASSUME_NONNULL_BEGIN

@protocol RPFMessageClient;

@protocol RPFMessage <NSObject>
/// Empty until the service has taken it.
@property (nonatomic, readonly, copy) NSString *messageId;
@property (nonatomic, readonly, copy) NSString *remoteUserId;
/// Who wrote, as the person knows them: display name, else user id; empty in one this user wrote.
@property (nonatomic, readonly, copy) NSString *sender;
@property (nonatomic, readonly, copy) NSString *text;
@end

@protocol RPFMessageClientDelegate <NSObject>
- (void)messageClient:(id<RPFMessageClient>)client didReceiveIncomingMessage:(id<RPFMessage>)message;
/// What to show of a message that came while the app is in the background; nil to show nothing.
- (nullable RPFLocalNotification *)messageClient:(id<RPFMessageClient>)client
             localNotificationForIncomingMessage:(id<RPFMessage>)message;
/// The service has it.
- (void)messageClient:(id<RPFMessageClient>)client messageSent:(id<RPFMessage>)message;
/// A phone of the recipient has it.
- (void)messageClient:(id<RPFMessageClient>)client messageDelivered:(id<RPFMessage>)message;
/// The service did not take it, or cannot be asked any more.
- (void)messageClient:(id<RPFMessageClient>)client messageFailed:(id<RPFMessage>)message reason:(NSString *)reason;
@end

@protocol RPFMessageClient <NSObject>
@property (nonatomic, weak, nullable) id<RPFMessageClientDelegate> delegate;
/// nil, with a reason, when there is no connection to send it over.
- (nullable id<RPFMessage>)sendText:(NSString *)text
                             toUser:(NSString *)userId
                              error:(NSString *_Nullable *_Nullable)reason;
@end

NS_ASSUME_NONNULL_END
