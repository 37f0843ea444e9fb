"""One screen: who is registered, who calls, and what can be done about it."""

import json

from rubicon.objc import SEL, CGRectMake, NSObject, ObjCClass, objc_method, objc_property

from calling_sdk import CallState
from calling_sdk.ios.objc import UIKIT  # noqa: F401  (loaded before its classes are named)

UIButton = ObjCClass("UIButton")
UIColor = ObjCClass("UIColor")
UILabel = ObjCClass("UILabel")
UIViewController = ObjCClass("UIViewController")

TOUCH_UP_INSIDE = 1 << 6  # UIControlEventTouchUpInside
LABELS = ("Registration", "Problem", "Headers", "Caller", "CallState")
BUTTONS = {"Answer": "answer", "Decline": "hangup", "HangUp": "hangup", "LogOut": "log_out"}


class RingerTarget(NSObject):
    screen = objc_property(object)

    @objc_method
    def press_(self, sender) -> None:
        self.screen.pressed(BUTTONS[str(sender.accessibilityIdentifier)])


class Screen:
    """See the module. `app` has the client, the call and the headers of the newest push."""

    def __init__(self, app):
        self._app = app
        self._problem = ""
        self._views = {}
        self._window = None
        self._target = None

    def open(self, window):
        self._window = window
        self._target = RingerTarget.alloc().init()  # kept: a control holds its target weakly
        self._target.screen = self
        controller = UIViewController.alloc().init()
        controller.view.backgroundColor = UIColor.whiteColor
        for row, name in enumerate((*LABELS, *BUTTONS)):
            frame = CGRectMake(24, 100 + 60 * row, 327, 44)
            view = UILabel.alloc().initWithFrame(frame) if name in LABELS else self._button(name, frame)
            view.accessibilityIdentifier = name
            controller.view.addSubview(view)
            self._views[name] = view
        window.rootViewController = controller
        window.makeKeyAndVisible()
        self.refresh()

    def _button(self, name, frame):
        button = UIButton.buttonWithType(0)
        button.frame = frame
        button.setTitle(name, forState=0)
        button.addTarget(self._target, action=SEL("press:"), forControlEvents=TOUCH_UP_INSIDE)
        return button

    def pressed(self, what):
        if what == "log_out":
            self._app.log_out()
        elif self._app.call is not None:
            getattr(self._app.call, what)()
        self.refresh()

    def say(self, problem):
        self._problem = problem
        self.refresh()

    def refresh(self):
        if not self._views:
            return
        client, call = self._app.client, self._app.call
        registered = client is not None and client.is_registered
        taken = call is not None and call.was_answered
        texts = {
            "Registration": "registered" if registered else "not registered",
            "Problem": self._problem,
            "Headers": json.dumps(self._app.headers) if self._app.headers else "",
            "Caller": call.display_name if call is not None and not taken else "",
            "CallState": str(call.state) if taken else "",
        }
        for name, text in texts.items():
            self._views[name].text = text
            self._views[name].setHidden(not text)
        for name in ("Answer", "Decline"):
            self._views[name].setHidden(call is None or taken)
        self._views["HangUp"].setHidden(not (taken and call.state is not CallState.ENDED))
