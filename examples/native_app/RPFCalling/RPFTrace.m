#import "RPFTrace.h"

static RPFTraceBlock currentTrace;

void RPFSetTrace(RPFTraceBlock trace) {
    currentTrace = [trace copy];
}

void RPFTrace(NSString *kind, NSDictionary<NSString *, id> *data) {
    if (currentTrace != nil) {
        currentTrace(kind, data);
    }
}
