"""Calls and messages through a backend: the call service's, pushes handed over, push files."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from harness import (
    CallServiceRefused,
    CallState,
    DialRefused,
    EndCause,
    HarnessError,
    MessageState,
    Person,
)
from harness.app_profile import SAMPLE_APP_FILE, AppProfile
from harness.backends.call_service import CallServiceBackend
from harness.backends.payloads import PayloadBackend
from harness.calls import Calls
from harness.errors import CallServiceLost, Misused, NotOffered
from harness.messages import Messages
from harness.push.handover import HandoverCourier
from harness.push.notification import Push
from harness.push.pusher import Pusher
from harness.push.sender import Accepted, Refused
from harness.stage import current
from harness.tests.fakes import Answer, EventClock, FakeServer, on_stage

ALICE, BOB = Person("alice", display_name="Alice"), Person("bob", display_name="Bob")


# --- the call service


class CallService:
    """A call service with one call, whose state the test sets."""

    def __init__(self) -> None:
        self.call: dict[str, Any] = {
            "call_id": "c1",
            "from": "bob",
            "to": "alice",
            "state": "ringing",
            "cause": None,
            "history": [{"at": 5, "state": "initiated", "by": "bob"}, {"at": 9, "state": "ringing", "by": "alice"}],
        }
        self.handover = [
            {
                "push_id": "p1",
                "user": "alice",
                "token": "e1b0",
                "type": "regular",
                "topic": "com.example.app",
                "headers": {"apns-push-type": "alert"},
                "payload": {"aps": {"alert": "Incoming call"}},
            }
        ]
        self.refuse: Answer | None = None

    def answer(self, method: str, path: str, body: Any) -> Answer:
        if self.refuse is not None:
            return self.refuse
        path = path.removeprefix("/v1/apps/key-1")
        match method, path.split("?")[0]:
            case "GET", "/users/alice/devices":
                device = {"token": "e1b0", "type": "voip", "environment": "development", "registered_at": 1}
                return 200, {"devices": [device]}
            case "POST", "/calls/c1/hangup":
                self.call |= {"state": "ended", "cause": "canceled"}
                return 200, self.call
            case ("POST", "/calls") | ("GET", "/calls/c1"):
                return 200, self.call
            case "GET", "/calls":
                return 200, [self.call]
            case "GET", "/pushes" if "message=" in path:
                push = {"push_id": "p2", "message_id": "m1", "event": "message", "user": "alice", "type": "alert"}
                return 200, [push | {"topic": "t", "fate": "accepted", "alert_key": "SIN_INCOMING_IM", "left_out": []}]
            case ("POST", "/messages") | ("GET", "/messages/m1"):
                return 200, MESSAGE
            case "GET", "/messages":
                return 200, [MESSAGE]
            case "GET", "/pushes":
                push = {"push_id": "p1", "call_id": "c1", "event": "invite", "user": "alice", "type": "voip"}
                return 200, [push | {"topic": "com.example.app.voip", "fate": "accepted", "status": 200}]
            case "GET", "/handover":
                waiting, self.handover = self.handover, []
                return 200, {"pushes": waiting}
        return 200, {}


MESSAGE = {"message_id": "m1", "from": "bob", "to": "alice", "text": "See you at six", "state": "waiting"}


@pytest.fixture
def calling() -> CallService:
    return CallService()


@pytest.fixture
def call_server(calling: CallService) -> Iterator[FakeServer]:
    with FakeServer(calling.answer) as server, on_stage(clock=EventClock()):
        yield server


@pytest.fixture
async def backend(call_server: FakeServer) -> AsyncIterator[CallServiceBackend]:
    backend = CallServiceBackend(call_server.url, "operator", "key-1")
    yield backend
    await backend.close()


async def test_a_call_is_dialled_watched_and_hung_up(backend: CallServiceBackend, call_server: FakeServer) -> None:
    call = await Calls(backend).dial(caller=BOB, callee=ALICE, headers={"id": "0429"})
    assert call_server.requests[0] == (
        "POST",
        "/v1/apps/key-1/calls",
        {"from": "bob", "to": "alice", "video": False, "headers": {"id": "0429"}, "display_name": "Bob"},
    )
    assert call_server.headers[0]["authorization"] == "Bearer operator"
    assert await call.state() is CallState.RINGING
    assert await call.cause() is None
    await call.hang_up()
    assert await call.cause() is EndCause.CANCELED
    assert await call.cause() == "canceled"
    assert await call.history() == ["initiated", "ringing"]
    assert await call.times_answered() == 0
    assert await call.push_events() == ["invite"]
    assert call_server.requests[-1][1] == "/v1/apps/key-1/pushes?call=c1"


async def test_a_call_left_ringing_is_ended_and_heard_of_before_the_next_scenario(
    backend: CallServiceBackend, calling: CallService
) -> None:
    calls = Calls(backend)
    await calls.dial(caller=BOB, callee=ALICE)
    await calls.leave_quiet()
    assert calling.call["state"] == "ended"
    assert await current().clock.now() == 2_000_000
    await calls.leave_quiet()
    assert await current().clock.now() == 2_000_000  # nothing was left to end


@pytest.mark.parametrize(("given", "sent"), [({"display_name": None}, None), ({"display_name": "Bobby"}, "Bobby")])
async def test_the_display_name_can_be_another_or_none(
    backend: CallServiceBackend, call_server: FakeServer, given: dict[str, Any], sent: str | None
) -> None:
    await Calls(backend).dial(caller=BOB, callee=ALICE, **given)
    assert call_server.requests[0][2].get("display_name") == sent


async def test_registered_devices_and_their_tokens(backend: CallServiceBackend) -> None:
    calls = Calls(backend)
    assert await calls.device_types(ALICE) == ["voip"]
    assert await calls.token_of(ALICE, "voip") == "e1b0"
    with pytest.raises(HarnessError, match="alice has registered no regular token"):
        await calls.token_of(ALICE)


async def test_a_push_goes_to_the_token_its_addressee_has_registered(backend: CallServiceBackend) -> None:
    class Apns:
        route, target = "apns", ""

        async def send(self, push: Push) -> Accepted:
            return Accepted()

        async def close(self) -> None: ...

    payload = {"aps": {"alert": "Hello"}}
    pusher = Pusher(Apns(), AppProfile.load(SAMPLE_APP_FILE), backend)
    assert (await pusher.make(ALICE, payload=payload, push_type="voip")).token == "e1b0"
    with pytest.raises(HarnessError, match="alice has registered no regular token") as failure:
        await pusher.make(ALICE, payload=payload)
    assert (failure.value.saw, failure.value.hint[:25]) == ("voip", "wait for the registration")
    with pytest.raises(HarnessError, match="nobody knows alice's device token"):
        await Pusher(Apns(), AppProfile.load(SAMPLE_APP_FILE), None).make(ALICE, payload=payload)


async def test_refusals_carry_the_services_word(backend: CallServiceBackend, calling: CallService) -> None:
    said = {"code": "headers_too_long", "message": "1025 bytes of headers; 1024 are allowed", "hint": "shorten them"}
    calling.refuse = (400, {"error": said})
    with pytest.raises(DialRefused, match="1025 bytes of headers; 1024") as failure:
        await Calls(backend).dial(caller=BOB, callee=ALICE)
    assert (failure.value.code, failure.value.status, failure.value.hint) == ("headers_too_long", 400, "shorten them")
    with pytest.raises(CallServiceRefused):
        await backend.look("c1")


async def test_somebody_the_service_does_not_know_may_have_an_app_that_rings_elsewhere(
    backend: CallServiceBackend, calling: CallService
) -> None:
    calling.refuse = (404, {"error": {"code": "unknown_user", "message": "no user 'alice'"}})
    with pytest.raises(DialRefused, match="unknown_user, no user 'alice'") as failure:
        await Calls(backend).dial(caller=BOB, callee=ALICE)
    assert failure.value.hint.startswith("has the app signed in there?")
    assert failure.value.hint.endswith("needs a call_backend of its own")


async def test_an_answer_of_another_version_names_the_field(backend: CallServiceBackend, calling: CallService) -> None:
    calling.call["state"] = "purring"
    with pytest.raises(HarnessError, match="sent a call we cannot read") as failure:
        await backend.look("c1")
    assert "state:" in str(failure.value)


async def test_a_message_is_sent_and_watched_from_the_senders_side(
    backend: CallServiceBackend, call_server: FakeServer
) -> None:
    message = await Messages(backend).send(sender=BOB, to=ALICE, text="See you at six")
    assert call_server.requests[0] == (
        "POST",
        "/v1/apps/key-1/messages",
        {"from": "bob", "to": "alice", "text": "See you at six", "display_name": "Bob"},
    )
    assert await message.state() is MessageState.WAITING
    assert [push.alert_key for push in await message.pushes()] == ["SIN_INCOMING_IM"]
    assert await Messages(backend).written_to(ALICE) == ["See you at six"]
    assert await Messages(backend).written_to(BOB) == []
    await Messages(backend).send(sender=BOB, to=ALICE, text="Hello", display_name=None)
    assert "display_name" not in call_server.requests[-1][2]


async def test_a_backend_without_messages_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotOffered, match="carries no instant messages"):
        Messages(PayloadBackend(tmp_path, "com.example.app", {}))


async def test_an_operator_sets_alert_keys_and_brings_devices_along(
    backend: CallServiceBackend, call_server: FakeServer
) -> None:
    calls = Calls(backend)
    await calls.use_alert_keys(call=("RING", "RING_BY"))
    await calls.say_it_runs("7.1.2", ALICE)
    assert call_server.requests == [
        ("PUT", "/v1/apps/key-1/alert-keys", {"call": {"plain": "RING", "with_name": "RING_BY"}}),
        ("GET", "/v1/apps/key-1/users/alice/devices", None),
        (
            "PUT",
            "/v1/apps/key-1/users/alice/devices/e1b0",
            {"push_type": "voip", "environment": "development", "os": "7.1.2"},
        ),
    ]
    with pytest.raises(NotOffered, match="call backend 'payload files' has no set_alert_keys"):
        await Calls(PayloadBackend(Path(), "com.example.app", {})).use_alert_keys()


async def test_a_place_in_a_push_file_that_nobody_fills_is_refused(tmp_path: Path) -> None:
    (tmp_path / "invite.json").write_text('{"aps": {"alert": {"title": "{displayname} calls"}}}')
    sender = Sender(Accepted())
    backend = PayloadBackend(tmp_path, "com.example.app", {"alice": sender})
    with pytest.raises(HarnessError, match=r"invite\.json has a place nobody fills") as failure:
        await backend.dial("bob", "alice", display_name="{Bob}", headers={}, video=False)
    assert failure.value.saw == "unknown {displayname} (did you mean display_name?)"
    assert failure.value.expected == "one of {call_id}, {caller}, {display_name}"
    assert sender.sent == []


async def test_what_a_place_is_filled_with_is_not_looked_into(tmp_path: Path) -> None:
    (tmp_path / "invite.json").write_text('{"aps": {"alert": "{display_name} {caller}"}}')
    sender = Sender(Accepted())
    backend = PayloadBackend(tmp_path, "com.example.app", {"alice": sender})
    await backend.dial("bob", "alice", display_name="{caller} {x}", headers={}, video=False)
    assert sender.sent[0].payload["aps"]["alert"] == "{caller} {x} bob"


async def test_a_dead_call_service_is_not_taken_for_a_dead_phone(
    backend: CallServiceBackend, call_server: FakeServer
) -> None:
    call_server.die()
    for look in (lambda: backend.look("c1"), backend.refused_logins):
        with pytest.raises(CallServiceLost):
            await look()


# --- pushes that are handed over


class Sender:
    route = "simctl"
    target = ""

    def __init__(self, fate: Accepted | Refused) -> None:
        self.fate = fate
        self.sent: list[Push] = []

    async def send(self, push: Push) -> Accepted | Refused:
        self.sent.append(push)
        return self.fate

    async def close(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize(
    ("fate", "told"),
    [
        (Accepted(), {"fate": "accepted", "reason": None}),
        (Refused(211, "NotAuthorized"), {"fate": "refused", "reason": "NotAuthorized"}),
    ],
)
async def test_the_courier_carries_each_push_once_and_reports_its_fate(
    backend: CallServiceBackend, call_server: FakeServer, fate: Accepted | Refused, told: dict[str, Any]
) -> None:
    sender = Sender(fate)
    courier = HandoverCourier(backend, {"alice": sender})
    assert await courier() == 1
    assert await courier() == 0
    (push,) = sender.sent
    assert (push.topic, push.payload) == ("com.example.app", {"aps": {"alert": "Incoming call"}})
    assert ("POST", "/v1/apps/key-1/handover/p1", told) in call_server.requests


async def test_a_push_for_somebody_without_a_phone_is_not_lost_silently(backend: CallServiceBackend) -> None:
    with pytest.raises(HarnessError, match="a push for alice was handed over, and no phone here is theirs"):
        await HandoverCourier(backend, {"carol": Sender(Accepted())})()


# --- push files instead of a backend


async def test_push_files_ring_and_cancel(tmp_path: Path) -> None:
    (tmp_path / "invite.json").write_text(
        json.dumps({"Simulator Target Bundle": "x", "aps": {"alert": "{display_name} calls"}, "call": ["{call_id}"]})
    )
    (tmp_path / "cancel.json").write_text(json.dumps({"aps": {"alert": "missed"}}))
    sender = Sender(Accepted())
    with on_stage(clock=EventClock()):
        calls = Calls(PayloadBackend(tmp_path, "com.example.app", {"alice": sender}))
        call = await calls.dial(caller=BOB, callee=ALICE)
        await call.hang_up()
        assert [push.payload["aps"]["alert"] for push in sender.sent] == ["Bob calls", "missed"]
        assert sender.sent[0].payload["call"] == [call.call_id]
        assert "Simulator Target Bundle" not in sender.sent[0].payload
        assert await call.push_events() == ["invite", "cancel"]
        with pytest.raises(NotOffered, match="do not know whether a call was answered"):
            await call.state()


async def test_tokens_put_in_later_are_those_pushes_go_to(tmp_path: Path) -> None:
    (tmp_path / "invite.json").write_text('{"aps": {}}')
    sender, tokens = Sender(Accepted()), dict[str, str]()
    with on_stage(clock=EventClock()):
        calls = Calls(PayloadBackend(tmp_path, "com.example.app", {"alice": sender}, tokens))
        assert await calls.devices_of(ALICE) == ()
        tokens["alice"] = "beef"
        await calls.dial(caller=BOB, callee=ALICE)
        assert [push.token for push in sender.sent] == ["beef"]
        assert [device.token for device in await calls.devices_of(ALICE)] == ["beef"]


async def test_a_missing_push_file_is_named(tmp_path: Path) -> None:
    with on_stage(clock=EventClock()), pytest.raises(HarnessError, match=r"cannot read the push file .*invite\.json"):
        await Calls(PayloadBackend(tmp_path, "com.example.app", {})).dial(caller=BOB, callee=ALICE)


async def test_a_push_file_that_is_no_object_is_told(tmp_path: Path) -> None:
    (tmp_path / "invite.json").write_text('["aps"]')
    backend = PayloadBackend(tmp_path, "com.example.app", {"alice": Sender(Accepted())})
    with pytest.raises(HarnessError, match=r"invite\.json is no push\n.*expected an object with .*\n.*saw +list"):
        await Calls(backend).dial(caller=BOB, callee=ALICE)


@pytest.mark.parametrize("who", [{"caller": "bob", "callee": ALICE}, {"caller": BOB, "callee": "alice"}])
async def test_a_name_is_no_person(tmp_path: Path, who: dict[str, Any]) -> None:
    with pytest.raises(Misused, match=r"calle[re]= takes a person, such as the fixture bob, not '(bob|alice)'"):
        await Calls(PayloadBackend(tmp_path, "com.example.app", {})).dial(**who)
