#import <CallKit/CallKit.h>

#import "AppBareCalls.h"
#import "AppCallKit.h"
#import "AppIntegration.h"
#import "AppMessages.h"
#import "AppRecents.h"
#import "AppSettings.h"

NS_ASSUME_NONNULL_BEGIN

@interface AppIntegration ()

@property (nonatomic, strong) id<RPFManagedPush> push;
@property (nonatomic, strong) AppScreen *screen;
@property (nonatomic, strong) AppSettings *settings;
@property (nonatomic, strong) AppRecents *recents;
@property (nonatomic, strong) AppMessages *messages;
@property (nonatomic, strong, nullable) id<RPFClient> client;
/// In place of this one as the call client's delegate, if the app is set up so.
@property (nonatomic, strong) AppBareCalls *bareCalls;
/// Made early: it tells of calls it has heard of.
@property (nonatomic, strong) CXCallObserver *callObserver;
/// nil where no VoIP push obliges to it: then the app's own screen and notifications do.
@property (nonatomic, strong, nullable) AppCallKit *callKit;
/// What the person is told of a login that did not work, or of pushes that do not come.
@property (nonatomic, copy, nullable) NSString *problem;
@property (nonatomic, copy, nullable) NSString *pushProblem;
/// Of the newest push of a call.
@property (nonatomic, copy, nullable) NSDictionary<NSString *, NSString *> *headers;
/// Waiting or in front; the first one has the screen.
@property (nonatomic, strong) NSMutableArray<id<RPFCall>> *shown;
/// A sentence, and below it whose call it was, and why it ended.
@property (nonatomic, copy, nullable) NSString *message;
@property (nonatomic, copy) NSString *aboutMessage;
/// The list of messages has the screen, instead of the home screen.
@property (nonatomic) BOOL isReading;
/// Calls the person has acted on a notification of, and those of which a button said yes.
@property (nonatomic, strong) NSMutableSet<NSString *> *opened;
@property (nonatomic, strong) NSMutableSet<NSString *> *answered;
/// Taps that were dealt with: with scenes one may be told twice.
@property (nonatomic, strong) NSMutableSet<NSString *> *tapsSeen;
/// A notification the person acted on is being dealt with; and its call, if it is about one.
@property (nonatomic) BOOL isDealing;
@property (nonatomic, copy, nullable) NSString *opening;

- (void)beginDealingWith:(NSDictionary *)payload;
- (void)dealtWith;

@end

@interface AppIntegration (Calls) <RPFCallClientDelegate, RPFCallDelegate>
- (void)answer:(id<RPFCall>)call;
@end

/// The category of a call's notification that has buttons which act without opening the app.
FOUNDATION_EXPORT NSString *const AppCallCategory;

@interface AppIntegration (Taps) <UNUserNotificationCenterDelegate>
/// At every launch, before a notification could need them.
- (void)registerCallButtons;
- (void)dealWith:(UNNotificationResponse *)response completion:(void (^)(void))completion;
/// Hand the SDK its own notification; it goes on with the call, or says that there is none any more. `answer`: the person
/// said so by a button, which in the background is pending until the app comes to the front.
- (void)relayLocal:(NSDictionary *)userInfo answer:(BOOL)answer completion:(void (^)(void))completion;
/// The person declines by a button; the app may have been launched in the background for it.
- (void)decline:(NSDictionary *)userInfo completion:(void (^)(void))completion;
@end

/// The number on the app's icon: missed calls nobody has seen, and, if the app is set up so, calls that ring.
@interface AppIntegration (Badge)
/// What a call's notification says about it; nil for nothing.
- (nullable NSNumber *)ringingBadge;
/// A call rings no longer: iOS lowers no number by itself.
- (void)correctBadge;
/// The person sees the list now; the number has done its duty.
- (void)recentsAreSeen;
@end

@interface AppIntegration (Messages) <RPFMessageClientDelegate>
- (void)openMessages;
/// Answer whoever wrote last.
- (void)reply;
@end

@interface AppIntegration (Stage)
/// Show what is due now; drawing the same again changes nothing.
- (void)refresh;
- (void)say:(NSString *)message about:(NSString *)about;
- (void)sayEnded:(id<RPFCallNotificationResult>)result;
/// Leave the sentence, or the list of messages; a call that is going on stays.
- (void)goHome;
@end

@interface AppIntegration (Account) <RPFClientDelegate>
- (void)makeClient;
- (void)askPermission;
- (void)touched:(NSString *)button;
@end

NS_ASSUME_NONNULL_END
