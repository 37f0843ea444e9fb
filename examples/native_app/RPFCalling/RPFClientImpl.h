#import "RPFClient.h"
#import "RPFCredentials.h"

NS_ASSUME_NONNULL_BEGIN

@interface RPFClientImpl : NSObject <RPFClient>
- (instancetype)initWithCredentials:(RPFCredentials *)credentials;
@end

NS_ASSUME_NONNULL_END
