#import "AppBareCalls.h"

@interface AppBareCalls ()
@property (nonatomic, weak) id<RPFCallClientDelegate> whole;
@end

@implementation AppBareCalls

- (instancetype)initWithDelegate:(id<RPFCallClientDelegate>)whole {
    self = [super init];
    if (self) {
        _whole = whole;
    }
    return self;
}

- (void)client:(id<RPFCallClient>)client willReceiveIncomingCall:(id<RPFCall>)call {
    [self.whole client:client willReceiveIncomingCall:call];
}

- (void)client:(id<RPFCallClient>)client didReceiveIncomingCall:(id<RPFCall>)call {
    [self.whole client:client didReceiveIncomingCall:call];
}

- (void)client:(id<RPFCallClient>)client didMissCall:(id<RPFCallNotificationResult>)result {
    [self.whole client:client didMissCall:result];
}

@end
