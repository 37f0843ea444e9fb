"""Runs when the app starts: the delegates are defined, the event loop runs beside UIKit's."""

from rubicon.objc.eventloop import RubiconEventLoop, iOSLifecycle

from doorbell.app import doorbell

doorbell.loop = RubiconEventLoop()
doorbell.loop.run_forever_cooperatively(lifecycle=iOSLifecycle())
