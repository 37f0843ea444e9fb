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

@interface AppIntegration (Taps) <UNUserNotificationCenterDelegate>
- (void)dealWith:(UNNotificationResponse *)response completion:(void (^)(void))completion;
- (void)relayLocal:(UNNotification *)notification completion:(void (^)(void))completion;
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
