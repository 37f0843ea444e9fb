#import "RPFCallImpl.h"

@interface RPFCallImpl ()
@property (nonatomic, weak) id<RPFCallControl> control;
@end

@implementation RPFCallImpl

@synthesize delegate = _delegate;
@synthesize userInfo = _userInfo;
@synthesize isOutgoing = _isOutgoing;
@synthesize applicationStateWhenReceived = _applicationStateWhenReceived;

- (instancetype)initWithContent:(RPFPushContent *)content
                       outgoing:(BOOL)outgoing
                          state:(UIApplicationState)state
                        control:(id<RPFCallControl>)control {
    self = [super init];
    if (self) {
        _content = content;
        _isOutgoing = outgoing;
        _applicationStateWhenReceived = state;
        _control = control;
    }
    return self;
}

- (NSString *)callId {
    return self.content.callId;
}

- (NSString *)remoteUserId {
    return self.content.fromUserId;
}

- (NSString *)displayName {
    return self.content.caller;
}

- (NSDictionary<NSString *, NSString *> *)headers {
    return self.content.headers;
}

- (BOOL)isVideoOffered {
    return self.content.video;
}

- (id<RPFCallDetails>)details {
    return self;
}

- (BOOL)wasAnswered {
    BOOL taken = self.state == RPFCallStateAnswerPending || self.state == RPFCallStateAnswered;
    return self.hasBeenEstablished || taken;
}

- (void)answer {
    [self.control answerCall:self];
}

- (void)hangup {
    [self.control hangUpCall:self];
}

@end
