#import "AppCallKit.h"

#import <AVFAudio/AVFAudio.h>
#import <CallKit/CallKit.h>
#import <CommonCrypto/CommonCrypto.h>

#import "AppIntegration.h"
#import "AppJournal.h"

/// One call the system knows of.
@interface AppReportedCall : NSObject
@property (nonatomic, strong, nullable) id<RPFCall> call;
@property (nonatomic, strong, nullable) CXAnswerCallAction *answer; // asked for, to be fulfilled once established
@property (nonatomic) BOOL ended;                                   // the system knows that it is over
@end

@implementation AppReportedCall
@end

@interface AppCallKit () <CXProviderDelegate>
@property (nonatomic, weak) AppIntegration *integration;
@property (nonatomic, strong) CXProvider *provider;
@property (nonatomic, strong) CXCallController *controller;
@property (nonatomic, strong) NSMutableDictionary<NSUUID *, AppReportedCall *> *known;
- (void)report:(NSUUID *)uuid result:(nullable id<RPFCallNotificationResult>)result completion:(void (^)(void))completion;
- (void)report:(NSUUID *)uuid
        handle:(NSString *)handle
          name:(NSString *)name
         video:(BOOL)video
    completion:(void (^)(void))completion;
- (void)attach:(id<RPFCall>)call to:(NSUUID *)uuid;
- (void)end:(NSUUID *)uuid cause:(nullable NSString *)cause;
- (AppReportedCall *)entry:(NSUUID *)uuid;
@end

/// A function of the call id: new for each call, and the same for each push about it.
static NSUUID *uuidOf(NSString *callId) {
    NSData *name = [[@"ringproof-call:" stringByAppendingString:callId] dataUsingEncoding:NSUTF8StringEncoding];
    unsigned char digest[CC_SHA256_DIGEST_LENGTH];
    CC_SHA256(name.bytes, (uint32_t)name.length, digest);
    return [[NSUUID alloc] initWithUUIDBytes:digest];
}

static NSDictionary<NSString *, id> *about(NSUUID *uuid) {
    return @{@"uuid" : uuid.UUIDString.lowercaseString};
}

@implementation AppCallKit

- (instancetype)initWithIntegration:(AppIntegration *)integration {
    self = [super init];
    if (self) {
        _integration = integration;
        _known = [NSMutableDictionary dictionary];
        CXProviderConfiguration *configuration;
        if (@available(iOS 14.0, *)) {
            configuration = [[CXProviderConfiguration alloc] init];
        } else {
            configuration = [[CXProviderConfiguration alloc] initWithLocalizedName:@"RingproofNative"];
        }
        configuration.supportsVideo = YES;
        configuration.maximumCallGroups = 2;
        configuration.maximumCallsPerCallGroup = 1;
        configuration.ringtoneSound = @"incoming.wav";
        configuration.includesCallsInRecents = YES;
        _provider = [[CXProvider alloc] initWithConfiguration:configuration];
        [_provider setDelegate:self queue:nil]; // the main queue
        _controller = [[CXCallController alloc] init];
    }
    return self;
}

- (void)receiveVoIPPush:(NSDictionary *)payload mustReport:(BOOL)mustReport completion:(void (^)(void))completion {
    AppIntegration *integration = self.integration;
    if (!mustReport && UIApplication.sharedApplication.applicationState == UIApplicationStateActive) {
        [integration takeIn:payload type:RPFPushTypeVoIP completion:completion]; // the app's own screen shows the call
        return;
    }
    id<RPFCallNotificationResult> pushed = [RPFPushHelper queryPushNotificationPayload:payload].callResult;
    NSString *unreadable = [NSString stringWithFormat:@"unreadable %lu", (unsigned long)self.known.count];
    NSUUID *uuid = uuidOf(pushed.callId ?: unreadable);
    BOOL ringing = self.known[uuid] != nil && !self.known[uuid].ended;
    [self report:uuid result:pushed completion:completion];
    id<RPFNotificationResult> relayed = [integration relay:payload type:RPFPushTypeVoIP completion:^{
    }];
    id<RPFCall> call = pushed != nil ? [integration callWithId:pushed.callId] : nil;
    if (call == nil) {
        [self end:uuid cause:relayed.callResult.cause ?: RPFCauseFailed];
        id<RPFCallNotificationResult> result = relayed.callResult;
        if (result != nil && result.hasEnded) {
            [integration callIsOver:result completion:^{
            }];
        }
    } else if (call.wasAnswered && !ringing) {
        // Taken on the app's own screen before this push arrived: report, and leave it alone.
        [self end:uuid cause:RPFCauseAnsweredElsewhere];
    } else {
        [self attach:call to:uuid];
        [integration withdraw:call]; // one ring, the system's
    }
}

- (void)willReceive:(id<RPFCall>)call {
    NSUUID *uuid = uuidOf(call.callId);
    if (self.known[uuid] != nil) {
        [self attach:call to:uuid];
    } else if (UIApplication.sharedApplication.applicationState == UIApplicationStateBackground) {
        [self report:uuid handle:call.remoteUserId name:call.displayName video:call.details.isVideoOffered completion:^{
        }];
        [self attach:call to:uuid];
    }
}

- (BOOL)hasOnScreen:(id<RPFCall>)call {
    AppReportedCall *known = self.known[uuidOf(call.callId)];
    return known != nil && !known.ended;
}

- (void)established:(id<RPFCall>)call {
    AppReportedCall *known = self.known[uuidOf(call.callId)];
    CXAnswerCallAction *answer = known.answer;
    if (answer != nil) {
        known.answer = nil;
        [answer fulfill];
        [AppJournal.shared write:@"callkit.fulfilled" data:@{@"call" : call.callId}];
    }
}

- (void)ended:(id<RPFCall>)call {
    NSUUID *uuid = uuidOf(call.callId);
    CXAnswerCallAction *answer = self.known[uuid].answer;
    self.known[uuid].answer = nil;
    [answer fail];
    [self end:uuid cause:call.details.endCause];
}

- (void)hangUp:(id<RPFCall>)call {
    if (![self hasOnScreen:call]) {
        [call hangup];
        return;
    }
    CXEndCallAction *action = [[CXEndCallAction alloc] initWithCallUUID:uuidOf(call.callId)];
    CXTransaction *transaction = [[CXTransaction alloc] initWithAction:action];
    [self.controller requestTransaction:transaction completion:^(NSError *error) {
        if (error != nil) { // on a queue of CallKit's own
            [NSOperationQueue.mainQueue addOperationWithBlock:^{
                [call hangup];
            }];
        }
    }];
}

#pragma mark Reports

- (void)report:(NSUUID *)uuid result:(id<RPFCallNotificationResult>)result completion:(void (^)(void))completion {
    NSString *handle = result.remoteUserId ?: @"Unknown";
    [self report:uuid handle:handle name:result.caller ?: handle video:result.isVideoOffered completion:completion];
}

- (void)report:(NSUUID *)uuid
        handle:(NSString *)handle
          name:(NSString *)name
         video:(BOOL)video
    completion:(void (^)(void))completion {
    AppReportedCall *known = [self entry:uuid];
    known.ended = NO; // a push repeated after the call's end rings again until it is ended again
    [AppJournal.shared write:@"callkit.report" data:about(uuid)];
    CXCallUpdate *update = [[CXCallUpdate alloc] init];
    update.remoteHandle = [[CXHandle alloc] initWithType:CXHandleTypeGeneric value:handle];
    update.localizedCallerName = name;
    update.hasVideo = video;
    update.supportsHolding = NO;
    update.supportsGrouping = NO;
    update.supportsUngrouping = NO;
    update.supportsDTMF = NO;
    [self.provider reportNewIncomingCallWithUUID:uuid update:update completion:^(NSError *error) {
        [NSOperationQueue.mainQueue addOperationWithBlock:^{
            [AppJournal.shared write:error == nil ? @"callkit.reported" : @"callkit.refused" data:about(uuid)];
            if (error != nil && error.code != CXErrorCodeIncomingCallErrorCallUUIDAlreadyExists) {
                known.ended = YES; // not shown, so not to be answered there: the app's own screen shows it
            }
            completion();
        }];
    }];
}

- (void)end:(NSUUID *)uuid cause:(NSString *)cause {
    AppReportedCall *known = self.known[uuid];
    if (known == nil || known.ended) {
        return;
    }
    known.ended = YES;
    NSDictionary<NSString *, NSNumber *> *reasons = @{
        RPFCauseTimeout : @(CXCallEndedReasonUnanswered),
        RPFCauseAnsweredElsewhere : @(CXCallEndedReasonAnsweredElsewhere),
        RPFCauseDeclinedElsewhere : @(CXCallEndedReasonDeclinedElsewhere),
        RPFCauseFailed : @(CXCallEndedReasonFailed),
    };
    NSNumber *reason = reasons[cause ?: RPFCauseFailed] ?: @(CXCallEndedReasonRemoteEnded);
    [AppJournal.shared write:@"callkit.ended" data:about(uuid)];
    [self.provider reportCallWithUUID:uuid endedAtDate:nil reason:(CXCallEndedReason)reason.integerValue];
}

- (AppReportedCall *)entry:(NSUUID *)uuid {
    AppReportedCall *known = self.known[uuid];
    if (known == nil) {
        known = [[AppReportedCall alloc] init];
        self.known[uuid] = known;
    }
    return known;
}

- (void)attach:(id<RPFCall>)call to:(NSUUID *)uuid {
    AppReportedCall *known = [self entry:uuid];
    known.call = call;
    if (known.answer != nil) {
        [call answer]; // the person was faster than the SDK
    }
}

#pragma mark CXProviderDelegate

- (void)providerDidReset:(CXProvider *)provider {
    [AppJournal.shared write:@"callkit.reset"];
    for (AppReportedCall *known in self.known.allValues) {
        known.ended = YES;
        [known.call hangup];
    }
}

- (void)provider:(CXProvider *)provider performAnswerCallAction:(CXAnswerCallAction *)action {
    AppReportedCall *known = self.known[action.callUUID];
    [AppJournal.shared write:@"callkit.answer" data:about(action.callUUID)];
    if (known == nil || known.ended) {
        [action fail];
        return;
    }
    known.answer = action;
    // The category only: activating the session is the system's part.
    [AVAudioSession.sharedInstance setCategory:AVAudioSessionCategoryPlayAndRecord
                                          mode:AVAudioSessionModeVoiceChat
                                       options:0
                                         error:nil];
    id<RPFCall> call = known.call;
    if (call != nil) {
        [call answer];
        [self.integration present:call first:YES];
    }
}

- (void)provider:(CXProvider *)provider performEndCallAction:(CXEndCallAction *)action {
    AppReportedCall *known = self.known[action.callUUID];
    [AppJournal.shared write:@"callkit.end" data:about(action.callUUID)];
    if (known == nil) {
        [action fail];
        return;
    }
    known.ended = YES;
    [known.call hangup];
    [action fulfill];
}

- (void)provider:(CXProvider *)provider performSetHeldCallAction:(CXSetHeldCallAction *)action {
    [action fulfill];
}

- (void)provider:(CXProvider *)provider performSetMutedCallAction:(CXSetMutedCallAction *)action {
    [action fulfill];
}

- (void)provider:(CXProvider *)provider timedOutPerformingAction:(CXAction *)action {
    // Too late to fulfil: the system gives the call up, so it must not be established later.
    if (![action isKindOfClass:[CXCallAction class]]) {
        return;
    }
    AppReportedCall *known = self.known[((CXCallAction *)action).callUUID];
    known.answer = nil;
    known.ended = YES;
    [known.call hangup];
}

- (void)provider:(CXProvider *)provider didActivateAudioSession:(AVAudioSession *)audioSession {
    [AppJournal.shared write:@"callkit.audio" data:@{@"active" : @YES}];
}

- (void)provider:(CXProvider *)provider didDeactivateAudioSession:(AVAudioSession *)audioSession {
    [AppJournal.shared write:@"callkit.audio" data:@{@"active" : @NO}];
}

@end
