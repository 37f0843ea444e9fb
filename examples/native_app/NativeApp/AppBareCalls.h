// The call client's delegate of an app that composes no local notifications: enough for regular pushes, which iOS shows by
// itself, and too little for VoIP pushes. The app is set up with it to see that the SDK says so.

#import "RPFCallClient.h"

NS_ASSUME_NONNULL_BEGIN

@interface AppBareCalls : NSObject <RPFCallClientDelegate>

/// `whole` hears of everything else.
- (instancetype)initWithDelegate:(id<RPFCallClientDelegate>)whole;

@end

NS_ASSUME_NONNULL_END
