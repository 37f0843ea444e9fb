// Who signs in, and where.

#import <Foundation/Foundation.h>

NS_ASSUME_NONNULL_BEGIN

@interface RPFCredentials : NSObject

@property (nonatomic, readonly, copy) NSString *applicationKey;
@property (nonatomic, readonly, copy) NSString *userId;
/// Where signalling is, whole.
@property (nonatomic, readonly, copy) NSString *url;
/// Who signed the service's certificate, as DER, where no authority of the phone's has; nil for the phone's own.
@property (nonatomic, copy, nullable) NSData *authority;
/// What such a service wants of every connection; nil where it asks for none.
@property (nonatomic, copy, nullable) NSString *token;

/// `host` is a host name, or a WebSocket address.
- (instancetype)initWithApplicationKey:(NSString *)key
                                secret:(NSString *)secret
                                  host:(NSString *)host
                                userId:(NSString *)userId;
/// The greeting's signature, in hexadecimal digits.
- (NSString *)sign:(NSString *)timestamp;

@end

NS_ASSUME_NONNULL_END
