#import "RPFPushContent.h"
#import "RPFResults.h"

NS_ASSUME_NONNULL_BEGIN

@interface RPFCallNotificationResultImpl : NSObject <RPFCallNotificationResult>
- (instancetype)initWithContent:(RPFPushContent *)content cause:(nullable NSString *)cause;
@end

@interface RPFNotificationResultImpl : NSObject <RPFNotificationResult>
/// Of no call when there is no content.
- (instancetype)initWithContent:(nullable RPFPushContent *)content cause:(nullable NSString *)cause;
- (instancetype)initAsMessage;
@end

NS_ASSUME_NONNULL_END
