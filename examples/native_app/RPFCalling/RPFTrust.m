#import "RPFTrust.h"

BOOL RPFTrustIsOfAuthority(SecTrustRef trust, NSData *authority) {
    SecCertificateRef certificate = SecCertificateCreateWithData(NULL, (__bridge CFDataRef)authority);
    if (certificate == NULL) {
        return NO;
    }
    NSArray *anchors = @[ (__bridge_transfer id)certificate ];
    // The policy stays as it came, which is TLS with the address's host.
    if (SecTrustSetAnchorCertificates(trust, (__bridge CFArrayRef)anchors) != errSecSuccess) {
        return NO;
    }
    if (SecTrustSetAnchorCertificatesOnly(trust, true) != errSecSuccess) {
        return NO;
    }
    SecTrustSetNetworkFetchAllowed(trust, false); // on the main thread; and there is nothing to fetch
    return SecTrustEvaluateWithError(trust, NULL);
}
