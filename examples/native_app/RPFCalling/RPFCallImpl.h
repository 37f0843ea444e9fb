#import "RPFCall.h"
#import "RPFPushContent.h"

NS_ASSUME_NONNULL_BEGIN

@class RPFCallImpl;

/// Whoever carries out what the person decides.
@protocol RPFCallControl <NSObject>
- (void)answerCall:(RPFCallImpl *)call;
- (void)hangUpCall:(RPFCallImpl *)call;
@end

@interface RPFCallImpl : NSObject <RPFCall, RPFCallDetails>
@property (nonatomic, strong) RPFPushContent *content;
@property (nonatomic) RPFCallState state;
@property (nonatomic) BOOL isDelivered;   // it was handed to the app in front
@property (nonatomic) BOOL isNotified;    // the app was asked for a notification of it
@property (nonatomic) BOOL isConfirmed;   // the service knows it, in this session
@property (nonatomic) BOOL hasRung;       // the service was told, in this session, that this phone rings
@property (nonatomic) BOOL answerIsTold;  // some time
@property (nonatomic) BOOL hasBeenEstablished;
@property (nonatomic, copy, nullable) NSString *endCause;
@property (nonatomic, strong, nullable) NSTimer *ringTimer;

- (instancetype)initWithContent:(RPFPushContent *)content
                       outgoing:(BOOL)outgoing
                          state:(UIApplicationState)state
                        control:(id<RPFCallControl>)control;
@end

NS_ASSUME_NONNULL_END
