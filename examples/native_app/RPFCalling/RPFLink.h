// The link to the service: one WebSocket at a time, verified and let in, on the main thread.

#import "RPFCredentials.h"

NS_ASSUME_NONNULL_BEGIN

@protocol RPFLinkDelegate <NSObject>
- (void)linkOpened;
- (void)linkReceived:(NSString *)text;
/// It broke, or never came to be. That may pass.
- (void)linkClosed:(NSString *)reason;
/// What was asked for is not to be had there, however often it is asked for.
- (void)linkRefused:(NSString *)reason;
@end

@interface RPFLink : NSObject
@property (nonatomic, weak, nullable) id<RPFLinkDelegate> delegate;

- (instancetype)initWithCredentials:(RPFCredentials *)credentials;
/// A new one leaves the old one behind.
- (void)open;
- (void)send:(NSDictionary<NSString *, id> *)message;
/// What was said before still goes out; what comes in is not heard any more.
- (void)close;
@end

NS_ASSUME_NONNULL_END
