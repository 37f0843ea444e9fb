#import "RPFCredentials.h"

#import <CommonCrypto/CommonCrypto.h>

static NSString *const Path = @"/v1/signalling";

@interface RPFCredentials ()
@property (nonatomic, copy) NSString *secret;
@end

@implementation RPFCredentials

- (instancetype)initWithApplicationKey:(NSString *)key
                                secret:(NSString *)secret
                                  host:(NSString *)host
                                userId:(NSString *)userId {
    self = [super init];
    if (self) {
        NSString *url = [host containsString:@"://"] ? host : [@"wss://" stringByAppendingString:host];
        _applicationKey = [key copy];
        _secret = [secret copy];
        _url = [url hasSuffix:Path] ? [url copy] : [url stringByAppendingString:Path];
        _userId = [userId copy];
    }
    return self;
}

- (NSString *)sign:(NSString *)timestamp {
    NSString *signedText = [NSString stringWithFormat:@"%@:%@:%@", self.applicationKey, self.userId, timestamp];
    NSData *secret = [self.secret dataUsingEncoding:NSUTF8StringEncoding];
    NSData *data = [signedText dataUsingEncoding:NSUTF8StringEncoding];
    unsigned char digest[CC_SHA256_DIGEST_LENGTH];
    CCHmac(kCCHmacAlgSHA256, secret.bytes, secret.length, data.bytes, data.length, digest);
    NSMutableString *text = [NSMutableString string];
    for (NSUInteger i = 0; i < CC_SHA256_DIGEST_LENGTH; i++) {
        [text appendFormat:@"%02x", digest[i]];
    }
    return text;
}

@end
