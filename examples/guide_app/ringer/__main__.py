"""Runs when the app starts: PushKit is linked as Optional, the delegates are defined, the event loop runs."""

import contextlib

from rubicon.objc.eventloop import RubiconEventLoop, iOSLifecycle
from rubicon.objc.runtime import load_library

from ringer.app import app

with contextlib.suppress(ValueError):  # weakly linked: a phone without it starts the app as well
    load_library("PushKit")
app.loop = RubiconEventLoop()
app.loop.run_forever_cooperatively(lifecycle=iOSLifecycle())
