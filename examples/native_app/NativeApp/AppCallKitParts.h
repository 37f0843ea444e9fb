#import <CallKit/CallKit.h>

#import "AppCallKit.h"

NS_ASSUME_NONNULL_BEGIN

/// One call the system knows of.
@interface AppReportedCall : NSObject
@property (nonatomic, strong, nullable) id<RPFCall> call;
@property (nonatomic, strong, nullable) CXAnswerCallAction *answer; // asked for, to be fulfilled once established
@property (nonatomic) BOOL ended;                                   // the system knows that it is over
@end

@interface AppCallKit ()
@property (nonatomic, weak) AppIntegration *integration;
@property (nonatomic, strong) CXProvider *provider;
@property (nonatomic, strong) CXCallController *controller;
@property (nonatomic, strong) NSMutableDictionary<NSUUID *, AppReportedCall *> *known;
@end

/// What the system asks of the app.
@interface AppCallKit (Actions) <CXProviderDelegate>
@end

/// As the journal has it.
FOUNDATION_EXPORT NSString *AppTextOf(NSUUID *uuid);

NS_ASSUME_NONNULL_END
