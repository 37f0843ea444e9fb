// The list of instant messages, newest first, kept in the defaults. One entry per message id.

#import "RPFMessageClient.h"

NS_ASSUME_NONNULL_BEGIN

@interface AppMessages : NSObject

@property (nonatomic, readonly, copy) NSArray<NSString *> *labels;
@property (nonatomic, readonly) NSUInteger unread;
/// Who wrote last to this person.
@property (nonatomic, readonly, copy, nullable) NSString *latestUserId;

- (void)put:(id<RPFMessage>)message own:(BOOL)own seen:(BOOL)seen;
- (void)markDelivered:(NSString *)messageId;
- (void)markSeen;
/// Somebody else uses the app from now on.
- (void)clear;

@end

NS_ASSUME_NONNULL_END
