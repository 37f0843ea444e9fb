// The local notification an app composes for an incoming call, and how to know one again.

#import <Foundation/Foundation.h>
#import <UserNotifications/UserNotifications.h>

NS_ASSUME_NONNULL_BEGIN

/// The identifier of the button that `alertAction` names.
FOUNDATION_EXPORT NSString *const RPFAnswerActionIdentifier;

@interface RPFLocalNotification : NSObject
@property (nonatomic, copy, nullable) NSString *alertTitle;
@property (nonatomic, copy, nullable) NSString *alertBody;
/// Title of a button that opens the app like a tap.
@property (nonatomic, copy, nullable) NSString *alertAction;
/// Identifier of a category of the app's own, with buttons of its own, in place of that one.
@property (nonatomic, copy, nullable) NSString *category;
/// A file of the app's, or `default`; nil is silent.
@property (nonatomic, copy, nullable) NSString *soundName;
/// nil, or 0, leaves the number on the icon as it is.
@property (nonatomic, copy, nullable) NSNumber *badge;
/// The app's own; comes back with the tap.
@property (nonatomic, copy, nullable) NSDictionary<NSString *, id> *userInfo;
@end

/// Whether a notification with this user info announces an incoming call, and should be relayed to the client.
FOUNDATION_EXPORT BOOL RPFIsCallNotification(NSDictionary *userInfo);
/// Whether it announces an instant message, and should be relayed as well.
FOUNDATION_EXPORT BOOL RPFIsMessageNotification(NSDictionary *userInfo);

NS_ASSUME_NONNULL_END
