#import "RPFMessageClient.h"
#import "RPFSession.h"

NS_ASSUME_NONNULL_BEGIN

@interface RPFMessageClientImpl : NSObject <RPFMessageClient>
/// How this user is named to others, with push or without.
@property (nonatomic, copy, nullable) NSString *_Nullable (^ownName)(void);
- (instancetype)initWithSession:(RPFSession *)session;
/// The person tapped this message's local notification: it leaves Notification Center.
- (void)openedFromNotification:(NSString *)messageId completion:(void (^)(void))completion;
- (void)sessionLost;
/// Whether what the connection says was about a message.
- (BOOL)received:(NSDictionary *)message;
@end

NS_ASSUME_NONNULL_END
