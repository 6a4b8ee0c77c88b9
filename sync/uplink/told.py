"""What a status says of this end of the wire, in words.

Knows how it is said; must never know when, or what is done about it.
"""

from collections.abc import Sequence

from device.day.document import DayDocument, Quality
from sync.uplink.outbox import Attempts
from sync.wire.messages import DISCOVERY_ROOT, short
from sync.wire.reasons import PACKET_TOO_LARGE, reason_text

NOT_SENT = "cannot be read and is not sent"
OF_THE_FUTURE = "dated in the future, sent as it is and never shown as today"
CLOCK_UNKNOWN = "this computer's clock is not set: days are sent, up/today waits until the date is known"


def how_many(days: Sequence[str]) -> str:
    """How many days, and which is the last of them."""
    return f"1 day, {short(days[0])}" if len(days) == 1 else f"{len(days)} days, such as {short(max(days))}"


NOT_MEASURED = {
    "gyroscope": "gyroscope not working",
    "accelerometer": "accelerometer not working",
    "wear": "too noisy to tell wearing",
}


def sensor_text(document: DayDocument) -> str:
    """The day's gaps in words, and which part of the sensor did not work for how long."""
    missing = [f"{NOT_MEASURED.get(what, what)} for {seconds} s" for what, seconds in document.quality.unmeasured]
    return "; ".join([_gaps_text(document.quality), *missing])


def _gaps_text(quality: Quality) -> str:
    if not quality.gaps:
        return "no gaps"
    reasons = ", ".join(f"{reason} {count}" for reason, count in quality.gap_reasons)
    gaps = "1 gap" if quality.gaps == 1 else f"{quality.gaps} gaps"
    return f"{gaps}, {quality.gap_s:.0f} s: {reasons}"


def trouble(attempts: Attempts) -> str | None:
    """What the broker refuses, in words; None when nothing."""
    refused = {name: last.code for name, last in attempts.items() if last.refused and last.code is not None}
    if not refused:
        return None
    name = max(refused)
    topics = name if len(refused) == 1 else f"{len(refused)} topics, such as {name}"
    return f"the broker refuses {topics}: {refusal(name, refused[name], attempts[name].size_bytes)}"


def refusal(name: str, code: int, size_bytes: int) -> str:
    """The broker's no, and what to do where days would leave out detail: Home Assistant's message has none."""
    if (name, code) != (DISCOVERY_ROOT, PACKET_TOO_LARGE):
        return reason_text(code)
    return (
        f"{reason_text(code)}: it has {size_bytes} bytes: let it take packets a little larger"
        " (mosquitto: max_packet_size), or set home_assistant = false in [broker]"
    )
