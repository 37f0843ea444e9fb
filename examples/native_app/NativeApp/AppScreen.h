// The app's one screen, drawn anew for what is to be seen: login, home, an incoming call, a call, or a sentence.
// Accessibility identifiers are those of app.toml.

#import <UIKit/UIKit.h>

NS_ASSUME_NONNULL_BEGIN

@interface AppScreen : UIViewController

/// Called with the accessibility identifier of each button touched.
@property (nonatomic, copy, nullable) void (^touched)(NSString *identifier);
/// What is typed into the login's field.
@property (nonatomic, readonly, copy) NSString *entered;

/// Show these: labels and buttons as pairs of accessibility identifier and text, top to bottom; rows of the table of
/// recents, nil for no table; whether there is a field for a name.
- (void)showLabels:(NSArray<NSArray<NSString *> *> *)labels
           buttons:(NSArray<NSArray<NSString *> *> *)buttons
              rows:(nullable NSArray<NSString *> *)rows
             field:(BOOL)field;
/// The same, with the rows of another table than that of recents.
- (void)showLabels:(NSArray<NSArray<NSString *> *> *)labels
           buttons:(NSArray<NSArray<NSString *> *> *)buttons
              rows:(nullable NSArray<NSString *> *)rows
           ofTable:(NSString *)table
             field:(BOOL)field;

@end

NS_ASSUME_NONNULL_END
