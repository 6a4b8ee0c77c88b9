"""What travels between device and clinic: topics, JSON payloads and their limits, the same at both ends.

Knows the day document's place on the wire; must never know brokers, files or time.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any, Literal, cast, get_args, get_type_hints

from device.day import contradictions
from device.day.document import Count, DayDocument
from device.health import PartState, ProgrammeState
from device.records.decoding import BadValue, from_json, from_plain, glance
from device.records.facts import ClockTrust
from device.records.newer_words import without_newer_words
from sync.wire.headlines import Today, today
from sync.wire.i_json import check_leaves, may_break_i_json
from sync.wire.packing import compressed, unpacked

ROOT = "easeband/v1"
UP_FILTER = f"{ROOT}/+/up/#"
DISCOVERY_ROOT = "homeassistant/device"  # the prefix that Home Assistant listens to unless told otherwise
DAY, TODAY, STATUS, RECEIPT = "up/day", "up/today", "up/status", "down/receipt"
PROGRAMME = "down/programme"  # which the device itself reads: device/programme/signed.py
DATED = (DAY, RECEIPT)  # kinds whose topic ends in the day

PAYLOAD_LIMIT_BYTES = (
    256_000  # below the 262144-byte packets of our broker configuration, with room for topic and header
)
JSON, COMPRESSED_JSON = "application/json", "application/json+zlib"  # MQTT 5 content types; readers look at the payload
EXPIRY_S = (
    90 * 86_400
)  # the broker may forget a retained day or receipt then: the device still has it, or the clinic does

BEGINNING = 16  # letters of a content's word: enough to tell one from those of some days
MOST_NAMED = 10  # days in a status that are not sent
MOST_WORDS = 300  # characters of a sentence in a status


class BadMessage(ValueError):
    """A message that cannot be taken: the text names the topic, what was expected and what was seen."""


@dataclass(frozen=True)
class Message:
    """What is handed to the broker. `expiry_s` None: the broker keeps a retained message for good."""

    topic: str
    payload: bytes
    retain: bool = True
    expiry_s: int | None = None
    content_type: str | None = JSON


@dataclass(frozen=True)
class UnsentDay:
    """A day that is not sent because it cannot be read, and why, in words."""

    day: str
    reason: str


@dataclass(frozen=True)
class Status:
    """How the device and its link are. The broker itself says offline for a device that vanished (last will)."""

    schema: Literal[1]
    device: str
    online: bool
    firmware: str | None = None
    algorithm: str | None = None
    clock: ClockTrust | None = None
    sensor: str | None = None  # the newest day's gaps, in words
    backlog_days: Count | None = None  # days whose newest revision has no receipt
    rests_until: str | None = None  # while its Wi-Fi is off on purpose: when it is heard again at the latest, in UTC
    trouble: str | None = None  # what is wrong at this end of the wire, in words: sentences with "; " between them
    certificate_until: str | None = None  # when the device's certificate ends, ISO 8601 in UTC
    limits: str | None = None  # what this broker does not do, in words
    unreadable_days: tuple[UnsentDay, ...] = ()  # days that are not sent, newest first, at most MOST_NAMED
    unreadable_days_in_all: Count = 0
    parts: tuple[PartState, ...] = ()  # as the recorder says
    programmes: tuple[ProgrammeState, ...] = ()  # likewise: in force, waiting, refused


@dataclass(frozen=True)
class Receipt:
    """The clinic has committed this revision of this day; `content` is the day's own word for what it holds.

    Revision 0: it had the day and lost it.
    """

    schema: Literal[1]
    device: str
    day: str
    store: str
    revision: Count
    content: str | None = None


Incoming = DayDocument | Today | Status | Receipt
KINDS: Mapping[str, type[Incoming]] = {DAY: DayDocument, TODAY: Today, STATUS: Status, RECEIPT: Receipt}
DEVICE_NAME = re.compile(r"[a-z0-9-]{1,64}")
TOPIC = re.compile(rf"{ROOT}/(?P<device>{DEVICE_NAME.pattern})/(?P<kind>{'|'.join(KINDS)})(?:/(?P<day>[0-9-]+))?")


def short(text: str, most: int = MOST_WORDS) -> str:
    """A sentence that fits into a status, whatever it quotes: printable, and cut where it is too long."""
    printable = "".join(letter if letter.isprintable() else "?" for letter in text[: most + 1])
    return printable if len(printable) <= most else printable[: most - 1] + "…"


def topic(device: str, kind: str, day: str = "") -> str:
    """The topic of one kind of message; `day` only for the kinds in DATED."""
    return "/".join(part for part in (ROOT, device, kind, day) if part)


def discovery_topic(device: str) -> str:
    """Where Home Assistant looks for the device."""
    return f"{DISCOVERY_ROOT}/{device}/config"


def writer(topic: str) -> str:
    """The device whose topic it is; empty where no device can have it."""
    name = topic.removeprefix(f"{ROOT}/").partition("/")[0] if topic.startswith(f"{ROOT}/") else ""
    return name if DEVICE_NAME.fullmatch(name) else ""


def down_filter(device: str) -> str:
    """What a device subscribes to."""
    return f"{ROOT}/{device}/down/#"


def encode_day(document: DayDocument) -> Message:
    """The document as it is, compressed; `thin` makes it fit."""
    payload = compressed(day_json(document))
    return Message(topic(document.device, DAY, document.day), payload, expiry_s=EXPIRY_S, content_type=COMPRESSED_JSON)


def encode_today(document: DayDocument, expiry_s: int | None = None) -> Message:
    """The headline numbers of the document, which the broker keeps for `expiry_s`."""
    return Message(topic(document.device, TODAY), _json(today(document)), expiry_s=expiry_s)


def encode_status(status: Status) -> Message:
    """The status; also fit to be the last will."""
    return Message(topic(status.device, STATUS), _json(status))


def encode_receipt(receipt: Receipt) -> Message:
    """The receipt."""
    return Message(topic(receipt.device, RECEIPT, receipt.day), _json(receipt, _with_value), expiry_s=EXPIRY_S)


def cleared(topic: str) -> Message:
    """What makes the broker forget what it retains there."""
    return Message(topic, b"", content_type=None)


def decode(topic: str, payload: bytes) -> Incoming:
    """What the message says, every value checked. Names and words from a newer version are passed over.

    Raises BadMessage, also for a day that contradicts itself.
    """
    return _decoded(topic, payload, from_json)[0]


def glanced_day(topic: str, payload: bytes) -> tuple[DayDocument, int]:
    """What `decode` gives of a day, with the same checks, and how many bytes of JSON that was: for thousands of them.

    It has a document's names and values, and is none. Raises BadMessage.
    """
    value, size_bytes = _decoded(topic, payload, glance)
    return cast("DayDocument", value), size_bytes


DayReader = Callable[[type[Any], str, Callable[[str], object]], Any]


def _decoded(topic: str, payload: bytes, read: DayReader) -> tuple[Incoming, int]:
    try:
        device, kind, day = _address(topic)
        _check_size(payload)
        said = unpacked(payload) if kind == DAY else payload
        value = _value(KINDS[kind], said, read)
        _check_agreement(value, {"device": device, "day": day})
        if kind == DAY:
            _check_contradictions(cast("DayDocument", value))
    except (BadValue, RecursionError) as problem:
        why = problem if isinstance(problem, BadValue) else NESTED_TOO_DEEP
        raise BadMessage(f"{topic[:MOST_SHOWN]!r}: {why}") from None
    return value, len(said)


def day_of(topic: str) -> tuple[str, str] | None:
    """Device and day of a day's topic; None of any other."""
    match = TOPIC.fullmatch(topic)
    return (match["device"], match["day"]) if match and match["kind"] == DAY and match["day"] else None


NESTED_TOO_DEEP = "payload: expected a few lists and objects in each other, got hundreds"
MOST_SHOWN = 120  # characters of a wrong topic that a message repeats
CONTRADICTIONS_TOLD = 3


def _check_contradictions(document: DayDocument) -> None:
    found = contradictions(document)
    if found:
        more = f"; and {len(found) - CONTRADICTIONS_TOLD} more" if len(found) > CONTRADICTIONS_TOLD else ""
        raise BadValue(f"the day contradicts itself: {'; '.join(found[:CONTRADICTIONS_TOLD])}{more}")


def _address(topic: str) -> tuple[str, str, str | None]:
    match = TOPIC.fullmatch(topic)
    if not match or (match["day"] is None) != (match["kind"] not in DATED):
        raise BadValue(f"topic: expected {ROOT}/<device>/ and one of {', '.join(KINDS)}, got another")
    return match["device"], match["kind"], match["day"]


def _check_agreement(value: Incoming, address: Mapping[str, str | None]) -> None:
    for name, said in address.items():
        inside = getattr(value, name, None)
        if said is not None and inside != said:
            raise BadValue(f"{name}: expected {said!r} as in the topic, got {inside!r}")
    if (day := getattr(value, "day", None)) is not None:  # a status has none
        _check_date(day)


def _check_date(day: str) -> None:
    try:
        canonical = date.fromisoformat(day).isoformat()
    except ValueError:
        canonical = None
    if day != canonical:
        raise BadValue(f"day: expected a date as 2026-01-31, got {day[:MOST_SHOWN]!r}")


def day_json(document: DayDocument) -> bytes:
    """The document without the names that have no value: less to send and to read."""
    return _json(document, _with_value)


def content_of(document: DayDocument) -> str:
    """A word (SHA-256) for all that the day says, whoever sends it, as whose record, and however much is left out.

    A field that has no value, or no items, does not count: newer firmware has more of them for the same facts.
    """
    of_nobody = replace(document, schema=1, device="", store="", revision=1, firmware="", content=None)
    of_nobody = replace(of_nobody, follows=None, sent_since=())
    return sha256(_json(of_nobody, _with_something)).hexdigest()


def _with_something(part: object) -> dict[str, Any]:
    return {name: value for name, value in vars(part).items() if value not in NOTHING}


NOTHING: tuple[object, ...] = (None, (), "", 0)


def _with_value(part: object) -> dict[str, Any]:
    return {name: value for name, value in vars(part).items() if value is not None}


def _json(value: object, names: Callable[[Any], Mapping[str, Any]] = vars) -> bytes:
    """`names` makes a mapping of a dataclass. Not msgspec: it would write null for what is no number."""
    return json.dumps(value, default=names, separators=(",", ":"), allow_nan=False).encode()


def _check_size(payload: bytes) -> None:
    if len(payload) > PAYLOAD_LIMIT_BYTES:
        raise BadValue(f"payload: expected at most {PAYLOAD_LIMIT_BYTES} bytes, got {len(payload)}")


def _value(kind: type[Incoming], payload: bytes, read: DayReader) -> Incoming:
    try:
        text = payload.decode("utf-8")
        if may_break_i_json(payload):
            check_leaves(json.loads(text))
        return _taken(kind, text, read)
    except BadValue:
        raise
    except ValueError as problem:
        raise BadValue(f"payload: expected JSON in UTF-8, got {len(payload)} bytes ({problem})") from None


def _check_version(kind: type[Incoming], said: object) -> None:
    """Raise BadValue with what to do about a message of a version that changes what older readers would misread."""
    version = said.get("schema") if isinstance(said, dict) else None
    known = max(get_args(get_type_hints(kind)["schema"]))
    if isinstance(version, int) and version > known:
        raise BadValue(f"schema {version} is newer than {known}, the last that this firmware knows: update it here")


def _taken(kind: type[Incoming], text: str, read: DayReader) -> Incoming:
    """As it is where every word is known, which is the usual case and quick."""
    try:
        return cast("Incoming", read(kind, text, json.loads))
    except BadValue:
        said = json.loads(text)
        _check_version(kind, said)
        data, passed_over = without_newer_words(kind, said)
        if not passed_over:
            raise
    value = from_plain(kind, data, ignore_unknown=True)
    return replace(value, passed_over=value.passed_over + passed_over) if isinstance(value, DayDocument) else value
