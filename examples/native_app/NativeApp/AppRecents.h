// The list of recent calls, newest first, kept in the defaults, and the notification of a missed one.
//
// One entry per call id, whatever reported the call and however often; so a missed call is missed, and announced, once.

#import <Foundation/Foundation.h>

NS_ASSUME_NONNULL_BEGIN

FOUNDATION_EXPORT NSString *const AppOutcomeMissed;
FOUNDATION_EXPORT NSString *const AppOutcomeAnswered;
FOUNDATION_EXPORT NSString *const AppOutcomeDeclined;

@interface AppRecents : NSObject

/// How a call that ended unanswered here is called, by its cause.
+ (NSString *)outcomeOfCause:(nullable NSString *)cause;
+ (BOOL)isMissedNotification:(NSDictionary *)userInfo;

@property (nonatomic, readonly, copy) NSArray<NSString *> *labels;
@property (nonatomic, readonly, copy, nullable) NSString *latestUserId;

/// Missed calls the person has not seen in the list yet.
@property (nonatomic, readonly) NSInteger unseenMissed;

/// Write down how a call went; whether that is news: a settled call does not become a missed one.
- (BOOL)put:(NSString *)callId
     userId:(NSString *)userId
     caller:(NSString *)caller
    outcome:(NSString *)outcome
       seen:(BOOL)seen;
/// A call is over. A missed one is announced if the app is in the background.
- (void)call:(NSString *)callId
      userId:(NSString *)userId
      caller:(NSString *)caller
     outcome:(NSString *)outcome
  completion:(void (^)(void))completion;
/// The person sees the list now.
- (void)markSeen;
/// The list and its notifications are nobody else's business.
- (void)forgetAll;

@end

NS_ASSUME_NONNULL_END
