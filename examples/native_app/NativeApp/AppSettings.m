#import "AppSettings.h"

static NSString *const UnregisteredKey = @"logged_out";

@interface AppSettings ()
/// What holds now. Not asked of the defaults, where the launch's arguments would hide what is set later.
@property (nonatomic, strong) NSMutableDictionary<NSString *, NSString *> *values;
@end

@implementation AppSettings

+ (NSArray<NSString *> *)keys {
    return @[
        @"service_url", @"service_authority", @"service_token", @"environment_host", @"application_key",
        @"application_secret", @"user_id", @"display_name", @"push_display_name", @"call_headers", @"push", @"push_types",
        @"aps_environment", @"active_connection_in_background", @"answering", @"call_actions", @"call_delegate",
        @"ringing_sound", @"ringing_badge", @"announces_calls", @"permission", @"notification_callbacks", @"voip_bridge",
    ];
}

- (instancetype)init {
    self = [super init];
    if (self) {
        _values = [NSMutableDictionary dictionary];
        for (NSString *key in [[AppSettings keys] arrayByAddingObject:UnregisteredKey]) {
            NSString *value = [NSUserDefaults.standardUserDefaults stringForKey:key];
            if (value != nil) {
                [self set:value forKey:key];
            }
        }
    }
    return self;
}

- (void)set:(NSString *)value forKey:(NSString *)key {
    self.values[key] = value;
    [NSUserDefaults.standardUserDefaults setObject:value forKey:key];
}

- (NSString *)text:(NSString *)key {
    NSString *value = self.values[key];
    return value.length > 0 ? value : nil;
}

- (BOOL)flag:(NSString *)key {
    return [@[ @"1", @"yes", @"true", @"on" ] containsObject:[self text:key].lowercaseString ?: @""];
}

- (BOOL)setting:(NSString *)key is:(NSString *)value {
    return [[self text:key] isEqualToString:value];
}

- (BOOL)isComplete {
    BOOL application = [self text:@"application_key"] != nil && [self text:@"application_secret"] != nil;
    return application && [self text:@"user_id"] != nil && self.host.length > 0;
}

- (NSString *)host {
    return [self text:@"service_url"] ?: [self text:@"environment_host"] ?: @"";
}

- (NSData *)serviceAuthority {
    NSString *text = [self text:@"service_authority"];
    if (text == nil) {
        return nil;
    }
    // URL-safe, without padding: a launch argument is read as a property list, where these characters need no quotes.
    text = [text stringByReplacingOccurrencesOfString:@"-" withString:@"+"];
    text = [text stringByReplacingOccurrencesOfString:@"_" withString:@"/"];
    NSUInteger padded = (text.length + 3) / 4 * 4;
    text = [text stringByPaddingToLength:padded withString:@"=" startingAtIndex:0];
    // What cannot be read is no certificate, and then nobody is trusted.
    return [[NSData alloc] initWithBase64EncodedString:text options:0] ?: [NSData data];
}

- (NSSet<NSString *> *)pushTypes {
    NSDictionary<NSString *, NSArray<NSString *> *> *choices = @{
        @"regular" : @[ RPFPushTypeRegular ],
        @"voip" : @[ RPFPushTypeVoIP ],
        @"both" : @[ RPFPushTypeRegular, RPFPushTypeVoIP ],
    };
    NSArray<NSString *> *chosen = choices[[self text:@"push_types"] ?: @"auto"];
    return chosen != nil ? [NSSet setWithArray:chosen] : nil;
}

- (RPFAPSEnvironment)environment {
    if ([self setting:@"aps_environment" is:@"development"]) {
        return RPFAPSEnvironmentDevelopment;
    }
    BOOL production = [self setting:@"aps_environment" is:@"production"];
    return production ? RPFAPSEnvironmentProduction : RPFAPSEnvironmentAutomatic;
}

- (NSDictionary<NSString *, NSString *> *)callHeaders {
    NSData *data = [[self text:@"call_headers"] dataUsingEncoding:NSUTF8StringEncoding];
    id headers = data != nil ? [NSJSONSerialization JSONObjectWithData:data options:0 error:nil] : nil;
    return [headers isKindOfClass:[NSDictionary class]] ? headers : @{};
}

- (BOOL)unregistered {
    return [self text:UnregisteredKey] != nil;
}

- (void)setUnregistered:(BOOL)unregistered {
    [self set:unregistered ? @"yes" : @"" forKey:UnregisteredKey];
}

- (void)signIn:(NSString *)userId displayName:(NSString *)displayName {
    [self set:userId forKey:@"user_id"];
    [self set:displayName forKey:@"display_name"];
    self.unregistered = NO;
}

@end
