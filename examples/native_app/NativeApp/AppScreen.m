#import "AppScreen.h"

static const CGFloat Margin = 24;
static NSString *const CellName = @"row";
static NSString *const Recents = @"recents";

@interface AppScreen () <UITableViewDataSource>
@property (nonatomic, copy) NSArray<NSArray<NSString *> *> *labels;
@property (nonatomic, copy) NSArray<NSArray<NSString *> *> *buttons;
@property (nonatomic, copy, nullable) NSArray<NSString *> *rows;
@property (nonatomic, copy) NSString *tableName; // accessibility identifier
@property (nonatomic) BOOL hasField;
@property (nonatomic, strong, nullable) UITextField *field;
@property (nonatomic, strong, nullable) UITableView *table;
@property (nonatomic, strong) NSMutableDictionary<NSString *, UILabel *> *drawnLabels;
@property (nonatomic, strong) NSMutableDictionary<NSString *, UIButton *> *drawnButtons;
@property (nonatomic, copy) NSString *drawn; // what the present views were made for
- (void)press:(UIButton *)button;
@end

@implementation AppScreen

- (void)viewDidLoad {
    [super viewDidLoad];
    self.view.backgroundColor = UIColor.whiteColor;
    [self draw];
}

- (NSString *)entered {
    return self.field.text ?: @"";
}

- (void)showLabels:(NSArray<NSArray<NSString *> *> *)labels
           buttons:(NSArray<NSArray<NSString *> *> *)buttons
              rows:(NSArray<NSString *> *)rows
             field:(BOOL)field {
    [self showLabels:labels buttons:buttons rows:rows ofTable:Recents field:field];
}

- (void)showLabels:(NSArray<NSArray<NSString *> *> *)labels
           buttons:(NSArray<NSArray<NSString *> *> *)buttons
              rows:(NSArray<NSString *> *)rows
           ofTable:(NSString *)table
             field:(BOOL)field {
    BOOL sameRows = (self.rows == nil) == (rows == nil) && [self.rows ?: @[] isEqualToArray:rows ?: @[]];
    self.labels = labels;
    self.buttons = buttons;
    self.rows = rows;
    self.tableName = table;
    self.hasField = field;
    if (self.isViewLoaded) {
        [self draw];
        if (!sameRows) {
            [self.table reloadData];
        }
    }
}

- (void)draw {
    NSString *wanted = [self build];
    if (![wanted isEqualToString:self.drawn ?: @""]) {
        for (UIView *view in [self.view.subviews copy]) {
            [view removeFromSuperview];
        }
        [self layOut];
        self.drawn = wanted;
    }
    for (NSArray<NSString *> *label in self.labels) {
        self.drawnLabels[label[0]].text = label[1];
    }
    for (NSArray<NSString *> *button in self.buttons) {
        [self.drawnButtons[button[0]] setTitle:button[1] forState:UIControlStateNormal];
    }
}

/// Which views there are; the same keep theirs and change their texts.
- (NSString *)build {
    NSMutableArray<NSString *> *names = [NSMutableArray array];
    for (NSArray<NSString *> *pair in [self.labels ?: @[] arrayByAddingObjectsFromArray:self.buttons ?: @[]]) {
        [names addObject:pair[0]];
    }
    [names addObject:self.rows != nil ? self.tableName : @"no table"];
    [names addObject:self.hasField ? @"field" : @"no field"];
    return [names componentsJoinedByString:@" "];
}

- (void)layOut {
    CGSize size = self.view.bounds.size;
    CGFloat inner = size.width - 2 * Margin;
    CGFloat y = 72;
    self.drawnLabels = [NSMutableDictionary dictionary];
    self.drawnButtons = [NSMutableDictionary dictionary];
    for (NSArray<NSString *> *pair in self.labels) {
        UILabel *label = [[UILabel alloc] initWithFrame:CGRectMake(Margin, y, inner, 28)];
        label.accessibilityIdentifier = pair[0];
        label.font = [UIFont systemFontOfSize:16];
        [self.view addSubview:label];
        self.drawnLabels[pair[0]] = label;
        y += 32;
    }
    self.field = nil;
    if (self.hasField) {
        UITextField *field = [[UITextField alloc] initWithFrame:CGRectMake(Margin, y, inner, 44)];
        field.accessibilityIdentifier = @"login.user";
        field.borderStyle = UITextBorderStyleRoundedRect;
        field.placeholder = @"Name";
        [self.view addSubview:field];
        self.field = field;
        y += 60;
    }
    // Below a field, where no keyboard covers them; else at the bottom.
    CGFloat top = self.hasField ? y : size.height - 60 - 52 * (CGFloat)self.buttons.count;
    self.table = nil;
    if (self.rows != nil) {
        CGRect frame = CGRectMake(0, y, size.width, MAX(48, top - y - 8));
        UITableView *table = [[UITableView alloc] initWithFrame:frame style:UITableViewStylePlain];
        table.accessibilityIdentifier = self.tableName;
        table.rowHeight = 48;
        table.dataSource = self;
        [self.view addSubview:table];
        self.table = table;
    }
    for (NSArray<NSString *> *pair in self.buttons) {
        UIButton *button = [UIButton buttonWithType:UIButtonTypeCustom];
        button.frame = CGRectMake(Margin, top, inner, 44);
        button.accessibilityIdentifier = pair[0];
        button.backgroundColor = [UIColor colorWithRed:0.35 green:0.38 blue:0.45 alpha:1];
        [button setTitleColor:UIColor.whiteColor forState:UIControlStateNormal];
        [button addTarget:self action:@selector(press:) forControlEvents:UIControlEventTouchUpInside];
        [self.view addSubview:button];
        self.drawnButtons[pair[0]] = button;
        top += 52;
    }
}

- (void)press:(UIButton *)button {
    if (self.touched != nil && button.accessibilityIdentifier != nil) {
        self.touched(button.accessibilityIdentifier);
    }
}

#pragma mark UITableViewDataSource

- (NSInteger)tableView:(UITableView *)tableView numberOfRowsInSection:(NSInteger)section {
    return (NSInteger)self.rows.count;
}

- (UITableViewCell *)tableView:(UITableView *)tableView cellForRowAtIndexPath:(NSIndexPath *)indexPath {
    UITableViewCell *cell = [tableView dequeueReusableCellWithIdentifier:CellName];
    if (cell == nil) {
        cell = [[UITableViewCell alloc] initWithStyle:UITableViewCellStyleDefault reuseIdentifier:CellName];
    }
    NSString *text = self.rows[(NSUInteger)indexPath.row];
    cell.textLabel.text = text;
    cell.accessibilityIdentifier = [self.tableName isEqualToString:Recents] ? @"recents.row" : @"messages.row";
    cell.accessibilityLabel = text;
    return cell;
}

@end
