"""Pushes through simctl: what travels, and what a refusal is called."""

from __future__ import annotations

import json

import pytest

from harness.errors import NotOffered, PushRefused
from harness.phone import Phone
from harness.push.notification import Push
from harness.push.sender import Accepted, Refused, deliver
from harness.push.via_simctl import SimctlSender
from harness.targets.simctl import Simctl
from harness.tests.fake_xcrun import FakeXcrun
from harness.tests.fakes import FakeDriver, FakeTarget

PUSH = Push("com.example.app", {"aps": {"alert": "Incoming call from Bob"}})


async def test_a_push_travels_over_stdin(xcrun: FakeXcrun, simctl: Simctl) -> None:
    assert await SimctlSender(simctl, "U1").send(PUSH) == Accepted()
    (call,) = xcrun.calls
    assert call["args"] == ["push", "U1", "com.example.app", "-"]
    assert json.loads(call["stdin"]) == PUSH.payload


@pytest.mark.parametrize(
    ("code", "reason"), [(211, "NotAuthorized"), (28, "PayloadTooLarge"), (22, "BadPayload"), (149, "NotBooted")]
)
async def test_exit_codes_of_a_refused_push_get_a_name_and_a_hint(
    xcrun: FakeXcrun, simctl: Simctl, code: int, reason: str
) -> None:
    xcrun.answer("push", err="Simulator device failed to complete the requested operation.", code=code)
    fate = await SimctlSender(simctl, "U1").send(PUSH)
    assert isinstance(fate, Refused)
    assert (fate.status, fate.reason) == (code, reason) and fate.hint
    with pytest.raises(PushRefused, match=f"{code} {reason}, topic com.example.app"):
        await deliver(SimctlSender(simctl, "U1"), PUSH)


async def test_a_push_refused_for_another_app_says_which_is_under_test(xcrun: FakeXcrun, simctl: Simctl) -> None:
    xcrun.answer("push", err="Simulator device failed to complete the requested operation.", code=211)
    phone = Phone(FakeTarget(), "U1", "26.4", "", FakeDriver())
    sender = SimctlSender(simctl, "U1", phone=phone)
    usual = await sender.send(PUSH)
    phone.app_in_hand = PUSH.topic
    assert await sender.send(PUSH) == usual
    phone.app_in_hand = "com.example.other"
    other = await sender.send(PUSH)
    assert isinstance(usual, Refused) and isinstance(other, Refused)
    told = f"the topic is {PUSH.topic}, and the app under test is com.example.other"
    assert other.hint == f"{usual.hint}\n{told}"


async def test_a_bridged_voip_push_travels_as_a_background_push_to_the_app_itself(
    xcrun: FakeXcrun, simctl: Simctl
) -> None:
    push = Push("com.example.app.voip", {"ringproof": {"event": "invite"}}, "voip")
    await deliver(SimctlSender(simctl, "U1", "simulator"), push)
    (call,) = xcrun.calls
    assert call["args"] == ["push", "U1", "com.example.app", "-"]
    assert json.loads(call["stdin"]) == {
        "aps": {"content-available": 1},
        "ringproof_bridge": {"voip": {"ringproof": {"event": "invite"}}},
    }
    with pytest.raises(NotOffered, match="voip_push: route 'simctl'"):
        await deliver(SimctlSender(simctl, "U1"), push)


async def test_what_simctl_cannot_carry_is_refused_by_name_and_not_sent(xcrun: FakeXcrun, simctl: Simctl) -> None:
    push = Push("com.example.app", PUSH.payload, collapse_id="call-1")
    with pytest.raises(
        NotOffered, match="collapse_id: route 'simctl' sends through simctl, which carries no apns-coll"
    ):
        await deliver(SimctlSender(simctl, "U1"), push)
    assert xcrun.calls == []
