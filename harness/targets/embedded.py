"""The embedded phone: settings only. `xcrun simctl boot` starts it; the code is `simulator.py`'s."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from harness.process import TOOL_DEADLINE
from harness.targets.base import ApnsAccess, Slot, TargetSettings


def embedded(
    *,
    bench_url: str,
    bench_token: str,
    ios: str = "26.4",
    xcrun: Path | str = "xcrun",
    environment: Mapping[str, str] | None = None,
    device_set: Path | None = None,
    apns: ApnsAccess | None = None,
    slot: Slot | None = None,
    patience: float = 1.0,
    guard: float = 30.0,
    tool_deadline: float = TOOL_DEADLINE,
) -> TargetSettings:
    """Settings of a run on the embedded phone.

    Args:
        bench_url, bench_token: From the service's `service.json`.
        xcrun: The stand-in.
        environment: For child processes only, such as where its device set lies. Never exported.
        slot: Where a Grid has a place for this run's phones.
        guard: Wall seconds phone time may stand still although somebody waits for it.
    """
    return TargetSettings(
        name="embedded",
        ios=ios,
        xcrun=(str(xcrun),),
        environment=dict(environment or {}),
        device_set=device_set,
        fresh="erase",
        patience=patience,
        bench_url=bench_url,
        bench_token=bench_token,
        guard=guard,
        tool_deadline=tool_deadline,
        wda_ready_within=20.0,
        apns=apns,
        slot=slot,
    )
