// Tells the app what the SDK does, for a journal of the app's own. `dropped`, in the data, says what the SDK leaves undone, and
// why: where there is no journal, the log of the system is told that much.

#import <Foundation/Foundation.h>

NS_ASSUME_NONNULL_BEGIN

typedef void (^RPFTraceBlock)(NSString *kind, NSDictionary<NSString *, id> *data);

FOUNDATION_EXPORT void RPFSetTrace(RPFTraceBlock _Nullable trace);
FOUNDATION_EXPORT void RPFTrace(NSString *kind, NSDictionary<NSString *, id> *data);

/// The same, with what went wrong, if anything did.
FOUNDATION_EXPORT void RPFTraceOutcome(NSString *kind, NSDictionary<NSString *, id> *data, NSError *_Nullable error);

NS_ASSUME_NONNULL_END
