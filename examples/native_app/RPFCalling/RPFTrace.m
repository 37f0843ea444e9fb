#import "RPFTrace.h"

static RPFTraceBlock currentTrace;

void RPFSetTrace(RPFTraceBlock trace) {
    currentTrace = [trace copy];
}

void RPFTrace(NSString *kind, NSDictionary<NSString *, id> *data) {
    if (currentTrace != nil) {
        currentTrace(kind, data);
    } else if (data[@"dropped"] != nil) {
        NSLog(@"%@ %@", kind, data);
    }
}

void RPFTraceOutcome(NSString *kind, NSDictionary<NSString *, id> *data, NSError *error) {
    NSMutableDictionary<NSString *, id> *whole = [NSMutableDictionary dictionaryWithDictionary:data];
    whole[@"error"] = error.localizedDescription;
    RPFTrace(kind, whole);
}
