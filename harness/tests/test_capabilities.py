"""VoIP pushes on Apple's Simulator: bridged, with the sentences that say how far that reaches."""

from __future__ import annotations

from functools import partial

import pytest

from harness import capabilities

refusal = partial(capabilities.refusal, target="simulator", route="simctl", driver="wda")
bridges = partial(capabilities.bridges, target="simulator", route="simctl", driver="wda")


def test_voip_pushes_to_a_simulator_are_bridged_and_say_how_far_they_reach() -> None:
    (row,) = bridges(("voip_push", "banner"))
    sentence = row.sentence()
    assert sentence.startswith("bridged voip_push: target 'simulator' carries the VoIP payload in a background push")
    assert sentence.endswith("it reaches an app that runs or is suspended, no other")
    assert refusal("voip_push") is None


def test_a_bridge_starts_no_app_gives_no_token_and_shows_no_call_screen() -> None:
    for name in ("voip_wake", "voip_token", "call_screen"):
        sentence = refusal(name)
        assert sentence is not None and sentence.startswith(f"needs {name}: target 'simulator' ")


def test_the_call_screen_of_a_device_is_looked_at_once_its_elements_are_named() -> None:
    needs = ("voip_push", "call_screen")
    answer = partial(capabilities.answer, needs, (), target="device", route="apns", driver="appium")
    assert "--call-screen takes a file of them" in answer()[0]
    assert answer(given=("--call-screen",)) == ("", "")
    simulator = capabilities.answer(
        needs, (), target="simulator", route="simctl", driver="wda", given=("--call-screen",)
    )
    assert simulator[0].startswith("needs call_screen: target 'simulator' shows no CallKit screen")
    assert (
        "ringproof_lacks"
        in capabilities.answer(needs, ("call_screen",), **answer.keywords, given=("--call-screen",))[0]
    )


def test_a_simulator_that_udid_names_is_one_phone() -> None:
    assert refusal("second_phone") is None
    sentence = refusal("second_phone", given=("--udid",))
    assert sentence is not None
    assert sentence.startswith("needs second_phone: target 'simulator' is the one simulator that --udid names")
    assert refusal("second_phone", target="embedded", given=("--udid",)) is None


@pytest.mark.parametrize(
    ("target", "route", "sentence"),
    [
        (
            "simulator",
            "apns",
            "needs voip_push: target 'simulator' gets no PushKit token, so APNs reaches no VoIP device",
        ),
        ("embedded", "simctl", "needs voip_push: route 'simctl' sends through simctl, which delivers no VoIP pushes"),
    ],
)
def test_elsewhere_it_is_had_the_real_way_or_not_at_all(target: str, route: str, sentence: str) -> None:
    refused = capabilities.refusal("voip_push", target=target, route=route, driver="wda")
    assert refused is not None and sentence in refused
