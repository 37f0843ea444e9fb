"""The product page's code, in Python: managed push, a client, forwarding, local notifications, missed calls, headers.

Each method of `App` stands under the words of the page it follows. What is not on the page: the screen (`screen.py`),
and who signs in, which comes with the launch arguments.
"""

from rubicon.objc import ObjCClass, objc_method

from calling_sdk import ApplicationState, APSEnvironment, Credentials, LocalNotification, PushHelper
from calling_sdk.ios import connect
from calling_sdk.ios.notifications import IOSNotificationCenter
from calling_sdk.ios.objc import NSUserDefaults
from ringer.screen import Screen

UIResponder = ObjCClass("UIResponder")
UIWindow = ObjCClass("UIWindow")
UIScreen = ObjCClass("UIScreen")
UIScreen.declare_class_property("mainScreen")

SIGNED_IN = ("application_key", "application_secret", "user_id", "service_url")


class App:
    """Delegate of managed push, of the call client and of every call."""

    def __init__(self):
        self.loop = None
        self.push = None
        self.client = None
        self.call = None
        self.headers = {}
        self.screen = Screen(self)

    # --- Acquiring a device token and user consent

    def did_finish_launching(self):
        self.push = connect.managed_push(self.loop, APSEnvironment.AUTOMATIC)
        self.push.delegate = self

        self.push.set_desired_push_type_automatically()
        self.push.register_user_notification_settings()

        self.make_client()
        self.screen.open(UIWindow.alloc().initWithFrame(UIScreen.mainScreen.bounds))

    # --- Enable push notifications on a client

    def make_client(self):
        self.client = connect.client(self.loop, Credentials(**signed_in()))
        self.client.enable_managed_push_notifications()
        self.client.delegate = self
        self.client.call_client.delegate = self
        self.client.start()

    # --- Forward incoming push notifications; missed calls; headers

    def did_receive_incoming_push(self, push, payload, push_type):
        query = PushHelper.query(payload)
        if query.is_call:
            self.headers = query.call_result.headers

        result = self.client.relay_remote_push_notification(payload)
        if result.is_call and result.call_result.is_call_canceled:
            missed = LocalNotification(alert_body=f"You missed a call from {result.call_result.remote_user_id}")
            IOSNotificationCenter(self.loop).post(f"missed:{result.call_result.call_id}", missed, print)
        self.screen.refresh()

    # --- Presenting local notifications for incoming calls

    def local_notification_for_incoming_call(self, client, call):
        notification = LocalNotification()
        notification.alert_action = "Answer"
        notification.alert_body = "Incoming call"
        return notification

    def did_receive_local_notification(self, notification):
        if connect.is_sdk_notification(notification):
            self.client.relay_local_notification(notification)

    # --- Answering a call received while in background

    def will_receive_incoming_call(self, client, call):
        """Nothing is to be done before the call is shown."""

    def did_receive_incoming_call(self, client, call):
        call.delegate = self
        self.call = call
        if call.details.application_state_when_received != ApplicationState.ACTIVE:
            call.answer()
        self.screen.refresh()

    def did_miss_call(self, client, result):
        """A call ended while the phone was out of reach."""

    # --- the call

    def call_did_progress(self, call):
        self.screen.refresh()

    def call_did_establish(self, call):
        self.screen.refresh()

    def call_did_end(self, call):
        self.call = None
        self.screen.refresh()

    # --- the client

    def client_connection_changed(self, client):
        self.screen.refresh()

    def client_registration_changed(self, client):
        self.screen.refresh()

    def client_did_fail(self, client, code, message):
        self.screen.say(message)

    # --- Unregister a push device token

    def log_out(self):
        self.client.unregister_push_notification_device_token()


app = App()


class PythonAppDelegate(UIResponder):
    @objc_method
    def application_didFinishLaunchingWithOptions_(self, application, options) -> bool:
        app.did_finish_launching()
        return True

    @objc_method
    def application_didRegisterForRemoteNotificationsWithDeviceToken_(self, application, token) -> None:
        app.push.did_register_for_remote_notifications(token)

    @objc_method
    def application_didReceiveRemoteNotification_(self, application, payload) -> None:
        app.push.did_receive_remote_notification(payload)

    @objc_method
    def application_didReceiveLocalNotification_(self, application, notification) -> None:
        app.did_receive_local_notification(notification)


def signed_in():
    """Who uses the app. iOS starts it again without arguments, so what was given is kept."""
    defaults = NSUserDefaults.standardUserDefaults
    found = {key: str(defaults.stringForKey(key) or "") for key in SIGNED_IN}
    for key, value in found.items():
        defaults.setObject(value, forKey=key)
    return found
