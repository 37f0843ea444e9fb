"""The app: its delegates, one screen, and what it does with pushes."""

from rubicon.objc import (
    SEL,
    CGRectMake,
    NSObject,
    NSUInteger,
    ObjCBlock,
    ObjCClass,
    ObjCProtocol,
    objc_block,
    objc_id,
    objc_method,
    objc_property,
    py_from_ns,
)
from rubicon.objc.runtime import load_library

from doorbell.journal import Journal

load_library("UIKit")
load_library("UserNotifications")

UIButton = ObjCClass("UIButton")
UIColor = ObjCClass("UIColor")
UILabel = ObjCClass("UILabel")
UIResponder = ObjCClass("UIResponder")
UISceneConfiguration = ObjCClass("UISceneConfiguration")
UIViewController = ObjCClass("UIViewController")
UIWindow = ObjCClass("UIWindow")
UNUserNotificationCenter = ObjCClass("UNUserNotificationCenter")
UIWindowSceneDelegate = ObjCProtocol("UIWindowSceneDelegate")
UNUserNotificationCenterDelegate = ObjCProtocol("UNUserNotificationCenterDelegate")

NEW_DATA = 0  # UIBackgroundFetchResultNewData
BADGE, SOUND, ALERT = 1, 2, 4  # UNAuthorizationOptions
BANNER, LIST = 16, 8  # UNNotificationPresentationOptions
QUIET = "Nobody at the door"


class Doorbell:
    """Who is at the door, and the screen that shows it."""

    def __init__(self):
        self.loop = None
        self.journal = None
        self.center_delegate = None
        self.visit = None
        self.window = None
        self.label = None
        self.button = None
        self.target = None

    def launched(self):
        self.journal = Journal(self.loop)
        self.journal.write("launched")
        center = UNUserNotificationCenter.currentNotificationCenter()
        self.center_delegate = DoorbellCenterDelegate.alloc().init()  # kept: the center holds it weakly
        center.delegate = self.center_delegate
        center.requestAuthorizationWithOptions(BADGE | SOUND | ALERT, completionHandler=self.answered)

    def answered(self, granted: bool, error: objc_id) -> None:
        self.loop.call_soon_threadsafe(lambda: self.journal.write("permission", granted=bool(granted)))

    def open(self, window):
        self.window = window
        view = UIViewController.alloc().init()
        view.view.backgroundColor = UIColor.whiteColor
        self.label = UILabel.alloc().initWithFrame(CGRectMake(24, 160, 340, 40))
        self.button = UIButton.buttonWithType(0)
        self.button.frame = CGRectMake(24, 240, 340, 56)
        self.button.setTitle("Not now", forState=0)
        self.button.accessibilityIdentifier = "NotNowButton"
        self.target = DoorbellTarget.alloc().init()  # kept: a control holds its target weakly
        self.button.addTarget(self.target, action=SEL("notNow:"), forControlEvents=1 << 6)
        view.view.addSubview(self.label)
        view.view.addSubview(self.button)
        window.rootViewController = view
        window.makeKeyAndVisible()
        self.show()

    def show(self):
        if self.label is None:
            return
        self.label.text = self.visit["who"] if self.visit else QUIET
        self.label.accessibilityIdentifier = "VisitorLabel" if self.visit else "QuietLabel"
        self.button.setHidden(self.visit is None)

    def opened(self, user_info):
        """The person tapped the notification of a visit."""
        self.visit = user_info.get("visit")
        self.journal.write("opened", visit=self.visit["id"] if self.visit else None)
        self.show()

    def pushed(self, user_info):
        """A push ran the app: somebody has left, so nothing should point to them any more."""
        visit = user_info.get("visit") or {}
        self.journal.write("push", visit=visit.get("id"), over=bool(visit.get("over")))
        if not visit.get("over"):
            return
        if self.visit and self.visit["id"] == visit["id"]:
            self.visit = None
            self.show()
        UNUserNotificationCenter.currentNotificationCenter().removeAllDeliveredNotifications()

    def not_now(self):
        self.journal.write("not_now")
        self.visit = None
        self.show()


doorbell = Doorbell()


class PythonAppDelegate(UIResponder):
    @objc_method
    def application_didFinishLaunchingWithOptions_(self, application, options) -> bool:
        doorbell.launched()
        application.registerForRemoteNotifications()
        return True

    @objc_method
    def application_configurationForConnectingSceneSession_options_(self, application, session, options):
        configuration = UISceneConfiguration.alloc().initWithName("Default Configuration", sessionRole=session.role)
        configuration.delegateClass = DoorbellSceneDelegate
        return configuration

    @objc_method
    def application_didRegisterForRemoteNotificationsWithDeviceToken_(self, application, token) -> None:
        doorbell.journal.write("token", wall={"token": bytes(py_from_ns(token)).hex()})

    @objc_method
    def application_didReceiveRemoteNotification_fetchCompletionHandler_(
        self, application, user_info, completion: objc_block
    ) -> None:
        doorbell.pushed(plain(user_info))
        ObjCBlock(completion, None, NSUInteger)(NEW_DATA)


class DoorbellSceneDelegate(UIResponder, protocols=[UIWindowSceneDelegate]):
    window = objc_property()

    @objc_method
    def scene_willConnectToSession_options_(self, scene, session, options) -> None:
        self.window = UIWindow.alloc().initWithWindowScene(scene)
        doorbell.open(self.window)
        if options.notificationResponse is not None:
            doorbell.opened(plain(options.notificationResponse.notification.request.content.userInfo))


class DoorbellCenterDelegate(NSObject, protocols=[UNUserNotificationCenterDelegate]):
    @objc_method
    def userNotificationCenter_willPresentNotification_withCompletionHandler_(
        self, center, notification, completion: objc_block
    ) -> None:
        completion(BANNER | LIST)

    @objc_method
    def userNotificationCenter_didReceiveNotificationResponse_withCompletionHandler_(
        self, center, response, completion: objc_block
    ) -> None:
        doorbell.opened(plain(response.notification.request.content.userInfo))
        completion()


class DoorbellTarget(NSObject):
    @objc_method
    def notNow_(self, sender) -> None:
        doorbell.not_now()


def plain(value):
    """`value` as Python data, all the way down."""
    value = py_from_ns(value)
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value
