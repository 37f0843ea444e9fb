// Which server is the service.

#import <Foundation/Foundation.h>
#import <Security/Security.h>

NS_ASSUME_NONNULL_BEGIN

/// Whether the server's certificate is of this authority (DER), in time, and of the name that was asked for.
/// An authority that cannot be read has signed nothing.
FOUNDATION_EXPORT BOOL RPFTrustIsOfAuthority(SecTrustRef trust, NSData *authority);

NS_ASSUME_NONNULL_END
