"""The way to the clinic: certificate, broker, what the broker allows, and which days the clinic has.

Knows what should be seen of each; must never know networks or files.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from device.health.checks.check import Check, fault, good, left_out

NOT_PAIRED: Final = "this device is not paired with a clinic, so nothing is sent (easeband pair)"
DUE: Final = 2 / 3  # of a certificate's time it should have been renewed, as easeband sync does
NOT_KNOWN_WHEN: Final = "before the clock was known"
LATE_DAYS: Final = 3  # ours: a device that is on the network now and then is no fault
ENROL: Final = "have the clinic enrol it again (easeband clinic enrol) and pair it with the new code"


def when(utc_s: float) -> str:
    """A moment as people write it, in UTC."""
    return f"{datetime.fromtimestamp(utc_s, UTC):%Y-%m-%d %H:%M} UTC"


@dataclass(frozen=True)
class CertificateSeen:
    """From when until when it holds, seconds since 1970; `problem`: why that cannot be read.

    `of_another`: that it is another device's, and what to do.
    """

    from_utc_s: float = 0.0
    until_utc_s: float = 0.0
    problem: str = ""
    of_another: str = ""


def certificate(seen: CertificateSeen, now_utc_s: float) -> Check:
    """Whether it holds and is renewed in time."""
    name, expected = "certificate", "one that holds, renewed after two thirds of its time"
    if seen.problem:
        return fault(name, seen.problem, "a certificate that can be read", ENROL)
    if seen.of_another:
        what, _, to_do = seen.of_another.partition("; ")
        return fault(name, what, "the certificate of this device", to_do)
    until = when(seen.until_utc_s)
    if now_utc_s < seen.from_utc_s:
        to_do = "set the clock: connect the network and wait a minute"
        return fault(name, f"holds from {when(seen.from_utc_s)} on, the clock shows less", expected, to_do)
    if now_utc_s >= seen.until_utc_s:
        return fault(name, f"expired on {until}", expected, ENROL)
    if now_utc_s >= seen.from_utc_s + DUE * (seen.until_utc_s - seen.from_utc_s):
        to_do = "keep the device on the network for an hour; if that does not help, " + ENROL
        return fault(name, f"ends on {until} and was not renewed", expected, to_do)
    return good(name, f"holds until {until}")


@dataclass(frozen=True)
class WifiSeen:
    """Wi-Fi in windows, as the program says that switches it. `until`: when it is on again at the latest."""

    on: bool
    why: str
    until: str = ""
    trouble: str = ""


def wifi(seen: WifiSeen | None, *, windows: bool) -> Check:
    """Whether Wi-Fi can be switched; None: no program says so."""
    name = "Wi-Fi"
    if not windows:
        return left_out(name, "it is not switched: windows = false in [radio]")
    if seen is None:
        to_do = "sudo systemctl enable --now easeband-radio; if it ends again: journalctl -u easeband-radio"
        return fault(name, "always on: easeband-radio does not run", "windows, as [radio] asks for", to_do)
    if seen.trouble:
        return fault(name, seen.trouble, "a switch that can be moved", "do what it says; or windows = false in [radio]")
    return good(name, wifi_words(seen))


def wifi_words(seen: WifiSeen) -> str:
    """How Wi-Fi is, and when that changes."""
    return f"on: {seen.why}" if seen.on else f"off: {seen.why}; on again at {seen.until} at the latest"


def broker(place: str, problem: str, limits: tuple[str, ...] = ()) -> Check:
    """Whether a connection was made and a message acknowledged; `problem` says why not, and what to check."""
    name = "broker"
    if problem:
        return fault(name, problem, f"an answer of the broker at {place}", "check network and broker as it says above")
    return good(name, "; ".join([f"{place} answers", *limits]))


def topics(answers: Mapping[str, str]) -> Check:
    """What the broker allows: topic -> its no, empty where it said yes."""
    name, denied = "topics", {topic: no for topic, no in answers.items() if no}
    if not denied:
        return good(name, f"may use {', '.join(answers)}")
    seen = "; ".join(f"{topic}: {no}" for topic, no in denied.items())
    to_do = "have whoever runs the broker allow this device its own topics (easeband clinic init writes the list)"
    return fault(name, seen, "its own topics allowed", to_do)


@dataclass(frozen=True)
class ReceiptsSeen:
    """Days on the card that are over and wait for a receipt; when the last one came, None for never.

    0: nobody vouched for the clock when it came.
    """

    days: int
    waiting: tuple[str, ...]
    last_utc_s: float | None


def receipts(seen: ReceiptsSeen) -> Check:
    """Whether the clinic has said that it holds what was recorded."""
    name = "receipts"
    if not seen.days:
        return left_out(name, "no day is over yet that the clinic could have")
    if seen.last_utc_s is None:
        last = "no receipt has ever come"
    else:
        last = f"the last receipt came {when(seen.last_utc_s) if seen.last_utc_s else NOT_KNOWN_WHEN}"
    what = f"the clinic has {seen.days - len(seen.waiting)} of {seen.days} days; {last}"
    if len(seen.waiting) <= LATE_DAYS and (seen.last_utc_s is not None or not seen.waiting):
        return good(name, what)
    waiting = f"{what}; waiting since {min(seen.waiting)}"
    to_do = "see broker and topics above; if both are good, ask the clinic: systemctl status easeband-clinic there"
    return fault(name, waiting, "a receipt for each day", to_do)
