// Posts and removes local notifications through UNUserNotificationCenter. Completions run on the main thread.

#import "RPFLocalNotification.h"

NS_ASSUME_NONNULL_BEGIN

@interface RPFNotifications : NSObject

/// Show at once, under this identifier; one that is already listed under it is replaced.
+ (void)post:(RPFLocalNotification *)notification
    identifier:(NSString *)identifier
    completion:(void (^)(NSError *_Nullable error))completion;

/// Remove what is listed; complete when it is no longer listed, for removal is asynchronous.
+ (void)remove:(NSArray<NSString *> *)identifiers completion:(void (^)(void))completion;

/// Whether a notification of this call is listed, a push's or one of ours.
+ (void)listsCall:(NSString *)callId completion:(void (^)(BOOL listed))completion;

@end

NS_ASSUME_NONNULL_END
