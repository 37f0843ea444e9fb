"""What to make of APNs's answers: for each reason what it expected, and what to try.

Reasons, statuses and what brings them about are Apple's (Handling notification responses from APNs). The key's own
text and whole tokens never stand in a message: a key is named by its id, a device token by its end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from harness.push.apns_access import credential_words
from harness.push.notification import MAX_COLLAPSE_ID, MAX_PAYLOAD, MAX_VOIP_PAYLOAD, Push
from harness.targets.base import ApnsAccess


@dataclass(frozen=True, slots=True)
class Advice:
    """What APNs expected, and what to try. `{…}` are filled from the push and the way to APNs."""

    expected: str
    hint: str


_OTHER_KEY = Advice(
    "the one key this connection was first used with",
    "keys of two teams, or unrelated keys of one, each need a sender of their own",
)
_OTHER_ENVIRONMENT = Advice(
    "a key for the {environment} environment",
    "make a key for both environments, or give --apns-environment the one this key {key_id} is for",
)
_LATER = Advice("a server that is well", "nothing is wrong with the push; APNs has an outage, so run again later")

ADVICE: Mapping[str, Advice] = {
    "BadCollapseId": Advice(
        f"an apns-collapse-id of at most {MAX_COLLAPSE_ID} bytes", "shorten it; characters may count twice"
    ),
    "BadDeviceToken": Advice(
        "a device token of the {environment} environment, in hexadecimal digits",
        "the token is wrong, or of the other environment: it follows the provisioning profile the app was signed with "
        "(development or distribution); give --apns-environment the same",
    ),
    "BadExpirationDate": Advice("apns-expiration in whole Unix seconds", "give expires_in in whole seconds"),
    "BadMessageId": Advice("an apns-id that is a UUID", "leave it to the sender"),
    "BadPriority": Advice("priority 10, 5 or 1; 5 for a background push", "give priority=5, or leave it out"),
    "BadTopic": Advice("a bundle id as the topic", "compare the profile's bundle id with the app's Info.plist"),
    "DeviceTokenNotForTopic": Advice(
        "a device token issued for {topic}",
        "the token was issued for another bundle id, or is a PushKit token on a regular topic or the reverse: "
        "a VoIP push needs the PushKit token and the topic with .voip",
    ),
    "DuplicateHeaders": Advice("each header once", "something between the harness and APNs adds headers"),
    "IdleTimeout": Advice("the whole request", "the connection is too slow, or was left open for too long; run again"),
    "InvalidPushType": Advice(
        "a push type APNs knows that goes with the topic",
        "alert and background take the bundle id, voip takes it with .voip",
    ),
    "MissingDeviceToken": Advice("a device token", "give token=…, or send it to a person"),
    "MissingTopic": Advice("a topic", "the profile has no bundle id, or topic='' was given"),
    "PayloadEmpty": Advice("a payload of JSON", "give payload={{'aps': …}}"),
    "TopicDisallowed": Advice(
        "a topic that token and {credential} are both good for",
        "a VoIP push needs the topic with .voip behind the bundle id; what is for single topics must have this one",
    ),
    "BadCertificate": Advice("a certificate APNs takes", "it was revoked, or is none for pushing"),
    "BadCertificateEnvironment": Advice("a certificate for the {environment} environment", "it is for the other one"),
    "ExpiredProviderToken": Advice(
        "a provider token of at most an hour",
        "the clock of this machine is wrong by more than an hour; compare `date -u` with a clock you trust",
    ),
    "Forbidden": _OTHER_KEY,
    "InvalidProviderToken": Advice(
        "a provider token signed with key {key_id} of team {team_id}",
        "key, key id and team id do not belong together, or the clock runs ahead: check --apns-key, --apns-key-id (ten "
        "characters, also in the file's name) and --apns-team-id",
    ),
    "MissingProviderToken": Advice("a provider token", "give --apns-key, --apns-key-id and --apns-team-id"),
    "UnrelatedKeyIdInToken": _OTHER_KEY,
    "BadEnvironmentKeyInToken": _OTHER_ENVIRONMENT,
    "BadEnvironmentKeyIdInToken": _OTHER_ENVIRONMENT,
    "BadPath": Advice("a request to /3/device/<token>", "the token has characters that do not belong in a path"),
    "MethodNotAllowed": Advice("a POST", "something between the harness and APNs changes requests"),
    "ExpiredToken": Advice(
        "a device token that is still good", "the app must register again and hand on its new token"
    ),
    "Unregistered": Advice(
        "a device token whose app is installed and registered",
        "the app was removed or has unregistered; the call service should have dropped the token",
    ),
    "PayloadTooLarge": Advice(
        f"at most {MAX_PAYLOAD} bytes of payload; {MAX_VOIP_PAYLOAD} for VoIP",
        "shorten the texts; JSON is counted in UTF-8",
    ),
    "TooManyProviderTokenUpdates": Advice(
        "at most one new provider token in 20 minutes",
        "another sender on this machine, or many runs behind each other, sign tokens of their own; wait 20 minutes",
    ),
    "TooManyRequests": Advice(
        "fewer pushes to this device token at once", "spread them, or send them to phones of their own; wait a minute"
    ),
    "InternalServerError": _LATER,
    "ServiceUnavailable": _LATER,
    "Shutdown": Advice("a server that stays", "APNs shuts this connection down; a new one is made for the next push"),
}
UNKNOWN = Advice("", "APNs's documentation has no such reason; something else may have answered in its place")


def advice(reason: str, push: Push, access: ApnsAccess) -> Advice:
    """What to tell about this reason, for this push."""
    known = ADVICE.get(reason, UNKNOWN)
    words = {
        "environment": access.environment,
        "key_id": access.key_id,
        "team_id": access.team_id,
        "topic": push.topic,
        "credential": credential_words(access, push.topic),
    }
    return Advice(known.expected.format(**words), known.hint.format(**words))


def seen(push: Push, access: ApnsAccess, apns_id: str) -> str:
    """What APNs was given, as far as its reasons speak of it."""
    token = f"token …{push.token[-4:]}" if push.token else "no token"
    what = f"a {push.push_type} push of {len(push.body)} bytes to {token}"
    return f"{what} at {access.environment}, {credential_words(access, push.topic)}; apns-id {apns_id}"
