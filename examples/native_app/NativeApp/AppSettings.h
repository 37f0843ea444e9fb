// How the app is set up. Read from the defaults, which launch arguments (-user_id alice) override for one launch; what was
// given is written back once, because iOS starts the app again without arguments, for a push or a tap.

#import "RPFCalling.h"

NS_ASSUME_NONNULL_BEGIN

@interface AppSettings : NSObject

- (nullable NSString *)text:(NSString *)key;
- (BOOL)flag:(NSString *)key;
/// Whether the setting has this value, as one of several that it can have.
- (BOOL)setting:(NSString *)key is:(NSString *)value;

/// Whether somebody is signed in.
@property (nonatomic, readonly) BOOL isComplete;
@property (nonatomic, readonly, copy) NSString *host;
/// Who signed the certificate of a service at a wss address, as DER; nil when the phone's own authorities count.
@property (nonatomic, readonly, copy, nullable) NSData *serviceAuthority;
/// nil to leave the choice to the SDK.
@property (nonatomic, readonly, copy, nullable) NSSet<NSString *> *pushTypes;
@property (nonatomic, readonly) RPFAPSEnvironment environment;
@property (nonatomic, readonly, copy) NSDictionary<NSString *, NSString *> *callHeaders;
/// The person gave this phone's tokens back, and has not registered it since.
@property (nonatomic) BOOL unregistered;

/// This person uses the app from now on; an empty id for nobody.
- (void)signIn:(NSString *)userId displayName:(NSString *)displayName;

@end

NS_ASSUME_NONNULL_END
