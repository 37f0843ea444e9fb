// What relaying or querying a notification tells the app.

#import <Foundation/Foundation.h>

NS_ASSUME_NONNULL_BEGIN

FOUNDATION_EXPORT NSString *const RPFCauseCanceled;
FOUNDATION_EXPORT NSString *const RPFCauseTimeout;
FOUNDATION_EXPORT NSString *const RPFCauseDenied;
FOUNDATION_EXPORT NSString *const RPFCauseHungUp;
FOUNDATION_EXPORT NSString *const RPFCauseAnsweredElsewhere;
FOUNDATION_EXPORT NSString *const RPFCauseDeclinedElsewhere;
FOUNDATION_EXPORT NSString *const RPFCauseFailed;

@protocol RPFCallNotificationResult <NSObject>
@property (nonatomic, readonly, copy) NSString *callId;
@property (nonatomic, readonly, copy) NSString *remoteUserId;
/// Display name, else user id.
@property (nonatomic, readonly, copy) NSString *caller;
@property (nonatomic, readonly, copy) NSDictionary<NSString *, NSString *> *headers;
@property (nonatomic, readonly) BOOL isVideoOffered;
/// Why there is nothing left to answer; nil as long as there is.
@property (nonatomic, readonly, copy, nullable) NSString *cause;
@property (nonatomic, readonly) BOOL hasEnded;
@property (nonatomic, readonly) BOOL isCallCanceled;
@property (nonatomic, readonly) BOOL isTimedOut;
@end

@protocol RPFNotificationResult <NSObject>
/// NO for a push of another service, or for another user.
@property (nonatomic, readonly) BOOL isCall;
@property (nonatomic, readonly, nullable) id<RPFCallNotificationResult> callResult;
/// It announces an instant message, whose text comes over the connection.
@property (nonatomic, readonly) BOOL isMessage;
@end

/// Looks into a push without handing it to a client.
@interface RPFPushHelper : NSObject
+ (id<RPFNotificationResult>)queryPushNotificationPayload:(NSDictionary *)payload;
@end

NS_ASSUME_NONNULL_END
