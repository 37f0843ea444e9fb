// What a push, a local notification, or the service itself says about one instant message. A push only announces it: who
// wrote, and to whom; the text comes over the connection. Reading never raises.

#import <Foundation/Foundation.h>

NS_ASSUME_NONNULL_BEGIN

@interface RPFMessageContent : NSObject

@property (nonatomic, copy) NSString *messageId;
@property (nonatomic, copy) NSString *fromUserId;
@property (nonatomic, copy, nullable) NSString *toUserId;
@property (nonatomic, copy, nullable) NSString *displayName;
/// Empty while only a push has spoken of it.
@property (nonatomic, copy) NSString *text;

/// The service's part of a push or of a local notification's user info; nil when it tells of no message.
+ (nullable instancetype)contentWithPayload:(nullable NSDictionary *)payload;
/// As above, from the service's part itself, which signalling sends as well.
+ (nullable instancetype)contentWithFields:(NSDictionary *)fields;

/// Display name, else user id.
@property (nonatomic, readonly, copy) NSString *sender;
/// Enough to know the message again by its notification.
- (NSDictionary<NSString *, id> *)userInfo;

@end

NS_ASSUME_NONNULL_END
