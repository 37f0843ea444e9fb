// What the person does on the system's call screen, and what the system tells beside.

#import "AppCallKitParts.h"

#import <AVFoundation/AVFoundation.h>

#import "AppIntegration.h"
#import "AppJournal.h"

/// Of something the app has nothing to do for.
static void fulfill(CXCallAction *action, NSString *name) {
    [AppJournal.shared write:@"callkit.other" data:@{@"uuid" : AppTextOf(action.callUUID), @"action" : name}];
    [action fulfill];
}

@implementation AppCallKit (Actions)

- (void)providerDidReset:(CXProvider *)provider {
    [AppJournal.shared write:@"callkit.reset"];
    for (AppReportedCall *known in self.known.allValues) {
        known.ended = YES;
        [known.call hangup];
    }
}

- (void)provider:(CXProvider *)provider performAnswerCallAction:(CXAnswerCallAction *)action {
    AppReportedCall *known = self.known[action.callUUID];
    NSString *uuid = AppTextOf(action.callUUID);
    [AppJournal.shared write:@"callkit.answer" data:@{@"uuid" : uuid, @"known" : @(known != nil)}];
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
    NSString *uuid = AppTextOf(action.callUUID);
    [AppJournal.shared write:@"callkit.end" data:@{@"uuid" : uuid, @"known" : @(known != nil)}];
    if (known == nil) {
        [action fail];
        return;
    }
    known.ended = YES;
    [known.call hangup];
    [action fulfill];
}

- (void)provider:(CXProvider *)provider performSetHeldCallAction:(CXSetHeldCallAction *)action {
    fulfill(action, @"hold");
}

- (void)provider:(CXProvider *)provider performSetMutedCallAction:(CXSetMutedCallAction *)action {
    fulfill(action, @"mute");
}

- (void)provider:(CXProvider *)provider timedOutPerformingAction:(CXAction *)action {
    if (![action isKindOfClass:[CXCallAction class]]) {
        return;
    }
    NSUUID *uuid = ((CXCallAction *)action).callUUID;
    NSString *name = NSStringFromClass([action class]);
    [AppJournal.shared write:@"callkit.timed_out" data:@{@"uuid" : AppTextOf(uuid), @"action" : name}];
    BOOL answers = [action isKindOfClass:[CXAnswerCallAction class]];
    if (!answers && ![action isKindOfClass:[CXEndCallAction class]]) {
        return;
    }
    // Too late to fulfil: the system gives the call up, so it must not be established later.
    AppReportedCall *known = self.known[uuid];
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
