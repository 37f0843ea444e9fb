#import "AppCallKitParts.h"

#import <CommonCrypto/CommonCrypto.h>

#import "AppIntegration.h"
#import "AppJournal.h"

@implementation AppReportedCall
@end

@interface AppCallKit ()
- (void)report:(NSUUID *)uuid
          call:(nullable NSString *)callId
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

NSString *AppTextOf(NSUUID *uuid) {
    return uuid.UUIDString.lowercaseString;
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
        [integration takeIn:payload completion:completion]; // the app's own screen shows the call
        return;
    }
    id<RPFCallNotificationResult> pushed = [RPFPushHelper queryPushNotificationPayload:payload].callResult;
    NSString *unreadable = [NSString stringWithFormat:@"unreadable %lu", (unsigned long)self.known.count];
    NSUUID *uuid = uuidOf(pushed.callId ?: unreadable);
    BOOL ringing = self.known[uuid] != nil && !self.known[uuid].ended;
    NSString *handle = pushed.remoteUserId ?: @"Unknown";
    NSString *name = pushed.caller ?: handle;
    [self report:uuid call:pushed.callId handle:handle name:name video:pushed.isVideoOffered completion:completion];
    id<RPFNotificationResult> relayed = [integration relay:payload completion:^{
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
        [self report:uuid
                  call:call.callId
                handle:call.remoteUserId
                  name:call.displayName
                 video:call.details.isVideoOffered
            completion:^{
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
                NSDictionary *refused = @{@"call" : call.callId, @"error" : @(error.code)};
                [AppJournal.shared write:@"callkit.end_refused" data:refused];
                [call hangup];
            }];
        }
    }];
}

#pragma mark Reports

- (void)report:(NSUUID *)uuid
          call:(NSString *)callId
        handle:(NSString *)handle
          name:(NSString *)name
         video:(BOOL)video
    completion:(void (^)(void))completion {
    AppReportedCall *known = [self entry:uuid];
    known.ended = NO; // a push repeated after the call's end rings again until it is ended again
    NSMutableDictionary<NSString *, id> *noted = [NSMutableDictionary dictionary];
    noted[@"uuid"] = AppTextOf(uuid);
    noted[@"call"] = callId;
    [AppJournal.shared write:@"callkit.report" data:noted];
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
            NSMutableDictionary<NSString *, id> *answer = [NSMutableDictionary dictionary];
            answer[@"uuid"] = AppTextOf(uuid);
            answer[@"error"] = error != nil ? @(error.code) : nil;
            [AppJournal.shared write:error == nil ? @"callkit.reported" : @"callkit.refused" data:answer];
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
    [AppJournal.shared write:@"callkit.ended" data:@{@"uuid" : AppTextOf(uuid), @"cause" : cause ?: RPFCauseFailed}];
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

@end
