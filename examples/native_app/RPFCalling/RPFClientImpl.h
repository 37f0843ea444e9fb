#import "RPFClient.h"

NS_ASSUME_NONNULL_BEGIN

@interface RPFClientImpl : NSObject <RPFClient>
- (instancetype)initWithApplicationKey:(NSString *)key
                                secret:(NSString *)secret
                                   url:(NSString *)url
                                userId:(NSString *)userId;
@end

NS_ASSUME_NONNULL_END
