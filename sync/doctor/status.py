"""`easeband status`: one screen that says what the device is doing, since when, and what is wrong.

Knows the command's options and the words; must never know how a part works, nor speak of symptoms.
"""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Final

from device.health.parts import PartState, not_working
from device.records.calendar import place, zone_or_utc
from device.system.clock import SystemClock
from device.system.command import complain, unprinted
from device.system.config import BadConfig, Config, config_tables, config_text, read_config
from device.system.files import error_at, expect_open
from device.system.log import start_log
from sync.doctor.update import update_states

if TYPE_CHECKING:
    from device.health.checks import Check
    from device.health.checks.delivery import ReceiptsSeen

COMMAND: Final = "status"
LABEL_WIDTH: Final = 12
FAULTY, NOT_ALL_SEEN = 1, 2
_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 86_400
NOT_PAIRED: Final = "not paired: nothing is sent (easeband pair)"


@dataclass(frozen=True)
class StatusSeen:
    """All that the screen shows. `latest_utc_s`: when the newest record began. `receipts`: None where not paired.

    `wifi`: how it is, where it is on in windows only. `battery`: how full it is, or why nobody knows. `saving`: what
    saves power, and what does not although it is asked for. `recording`: how much raw movement is kept, where that is
    switched on or something is left.
    `unknown`: what could not be read, and why.
    """

    device: str
    now_utc_s: float
    zone: str
    doing: str
    since_utc_s: float | None = None
    latest_utc_s: float | None = None
    worn_s: int | None = None
    sets: int = 0
    receipts: "ReceiptsSeen | None" = None
    sends_to: str = ""
    parts: tuple[PartState, ...] = ()
    wifi: str = ""
    battery: str = ""
    saving: str = ""
    recording: str = ""
    unknown: dict[str, str] = field(default_factory=dict)


def run(arguments: argparse.Namespace) -> int:
    """Print the screen; its exit status."""
    start_log(COMMAND, "warning")
    try:
        seen = _seen(arguments.config)
    except PermissionError as error:
        return complain(COMMAND, error_at(error), NOT_ALL_SEEN)
    try:
        print(*status_lines(seen), sep="\n", flush=True)
    except OSError as error:
        return unprinted(COMMAND, error)
    return ends_with(seen)


def ends_with(seen: StatusSeen) -> int:
    """As of the doctor: 1 where a part does not work, 2 where none is known to, but not all could be read."""
    if not_working(seen.parts):
        return FAULTY
    needless = set() if seen.sends_to else {"clinic"}  # whoever has none misses no receipts
    return NOT_ALL_SEEN if seen.unknown.keys() - needless else 0


def status_lines(seen: StatusSeen) -> Iterator[str]:
    """The screen."""
    zone = zone_or_utc(seen.zone)
    now = datetime.fromtimestamp(seen.now_utc_s, zone)
    yield _line(seen.device or "no name yet", f"{now:%A %Y-%m-%d %H:%M}, {seen.zone}")
    yield _line("doing", seen.doing + _since(seen, zone))
    yield _line("last data", _last_data(seen, zone))
    yield _line("today", _today(seen))
    yield _line("clinic", _clinic(seen, zone))
    if seen.wifi:
        yield _line("Wi-Fi", seen.wifi)
    yield _line("battery", seen.battery)
    if seen.saving:
        yield _line("saving", seen.saving)
    if seen.recording:
        yield _line("raw data", seen.recording)
    yield from _wrong(not_working(seen.parts))


def _line(label: str, text: str) -> str:
    return f"{label:<{LABEL_WIDTH}}{text}"


def _since(seen: StatusSeen, zone: tzinfo) -> str:
    if seen.since_utc_s is None:
        return ""
    return f"; the program runs since {hour_and_minute(seen.since_utc_s, seen.now_utc_s, zone)}"


def _last_data(seen: StatusSeen, zone: tzinfo) -> str:
    if seen.latest_utc_s is None:
        return seen.unknown.get("data", "none yet")
    ago_s = seen.now_utc_s - seen.latest_utc_s
    return f"{hour_and_minute(seen.latest_utc_s, seen.now_utc_s, zone)}, {how_long(ago_s)} ago (kept once a minute)"


def _today(seen: StatusSeen) -> str:
    if seen.worn_s is None:
        return "nothing recorded today"
    sets = "1 exercise set" if seen.sets == 1 else f"{seen.sets} exercise sets"
    return f"worn {how_long(seen.worn_s)}, {sets}"


def _clinic(seen: StatusSeen, zone: tzinfo) -> str:
    if not seen.sends_to:
        return NOT_PAIRED
    if seen.receipts is None:
        return f"{seen.sends_to}: {seen.unknown.get('clinic', 'not known')}"
    has = seen.receipts.days - len(seen.receipts.waiting)
    last = _last_receipt(seen.receipts.last_utc_s, seen.now_utc_s, zone)
    return f"{seen.sends_to}: has {has} of {seen.receipts.days} past days; last receipt {last}"


def _last_receipt(last_utc_s: float | None, now_utc_s: float, zone: tzinfo) -> str:
    from device.health.checks.delivery import NOT_KNOWN_WHEN  # noqa: PLC0415 - not for --help

    if last_utc_s is None:
        return "never"
    return hour_and_minute(last_utc_s, now_utc_s, zone) if last_utc_s else NOT_KNOWN_WHEN


def _wrong(broken: Sequence[PartState]) -> Iterator[str]:
    yield _line("wrong", "nothing" if not broken else f"{len(broken)}, and what to do:")
    for part in broken:
        yield _line("", f"- {part.part}: {part.text}")
    if broken:
        yield _line("", "sudo easeband doctor looks closer")


def hour_and_minute(utc_s: float, now_utc_s: float, zone: tzinfo) -> str:
    """Of today, its time alone."""
    then, now = datetime.fromtimestamp(utc_s, zone), datetime.fromtimestamp(now_utc_s, zone)
    return f"{then:%H:%M}" if then.date() == now.date() else f"{then:%Y-%m-%d %H:%M}"


def how_long(seconds: float) -> str:
    """As people say it: in seconds, minutes, hours or days."""
    if seconds < _MINUTE_S:
        return f"{max(0, seconds):.0f} s"
    if seconds < _HOUR_S:
        return f"{seconds / _MINUTE_S:.0f} min"
    if seconds < _DAY_S:
        return f"{seconds // _HOUR_S:.0f} h {seconds % _HOUR_S // _MINUTE_S:.0f} min"
    return f"{seconds / _DAY_S:.1f} days"


def _seen(path: Path) -> StatusSeen:
    from device.examination import doing, recorder_config  # noqa: PLC0415 - loads numpy, which --help does not need

    config, problem = recorder_config(path)
    expect_open(Path(config.files.device).parent)
    clock = SystemClock(config.device.timezone or None)
    now = doing(config, clock)
    refused = [PartState("configuration", works=False, text=problem)] if problem else []
    told = tuple(part for part in now.parts if not (problem and part.part == "configuration"))
    unknown = dict[str, str]()
    latest_utc_s, worn_s, sets = _recorded(config, clock, unknown)
    saving = _saving(config, problem)
    if saving.outcome == "not checked" and not problem:
        unknown["saving"] = saving.seen
    return StatusSeen(
        config.device.id,
        clock.utc_s(),
        clock.zone.name,
        now.what,
        now.since_utc_s,
        latest_utc_s,
        worn_s,
        sets,
        _receipts(config, clock, unknown),
        _sends_to(path),
        (*refused, *told, *update_states(), *_not_saving(saving)),
        _wifi(path, clock),
        _battery(config, clock),
        "" if saving.outcome == "left out" else saving.seen,
        _recording(config),
        unknown,
    )


def _battery(config: Config, clock: SystemClock) -> str:
    from device.health import health_beside, read_battery  # noqa: PLC0415 - not for --help
    from device.health.checks import computer  # noqa: PLC0415 - likewise

    seen = read_battery(health_beside(config.files.device), clock)
    return computer.battery(seen, read=config.battery.board != "none").seen


def _saving(config: Config, problem: str) -> "Check":
    from device.examination import saving_check  # noqa: PLC0415 - not for --help

    return saving_check(config, problem)


def _not_saving(check: "Check") -> Iterator[PartState]:
    """As a part that does not work: what it is stands above."""
    if check.outcome == "fault":
        yield PartState(check.name, works=False, text=f"not as [power] asks: {check.to_do}")


def _recording(config: Config) -> str:
    from device.examination import recording_seen  # noqa: PLC0415 - not for --help
    from device.health.checks import card  # noqa: PLC0415 - likewise

    seen = recording_seen(config)
    return card.recording(seen).seen if seen.enabled or seen.hours else ""


def _wifi(path: Path, clock: SystemClock) -> str:
    """Nothing where Wi-Fi is always on, or where the configuration cannot be used, which is told elsewhere."""
    from device.health.checks.delivery import wifi  # noqa: PLC0415 - not for --help
    from sync.doctor.delivery import wifi_seen  # noqa: PLC0415 - likewise

    try:
        config = read_config(path, "radio")
    except BadConfig:
        return ""
    return wifi(wifi_seen(config, clock), windows=True).seen if config.radio.windows else ""


def _recorded(config: Config, clock: SystemClock, unknown: dict[str, str]) -> tuple[float | None, int | None, int]:
    """When the newest record began, how long it was worn today, and today's sets."""
    from device.store import DeviceReader, StoreMissing, StoreUnusable, newest_utc_s  # noqa: PLC0415 - not for --help

    today = place(clock.monotonic_s(), clock.dating()).day
    try:
        with closing(DeviceReader(Path(config.files.device))) as reader:
            latest_utc_s = newest_utc_s(reader.latest_utc_s(), config.files.device)
            if today not in dict(reader.days()):
                return latest_utc_s, None, 0
            document = reader.document(today, config.device.id)
    except (StoreMissing, StoreUnusable, OSError) as error:
        unknown["data"] = str(error)
        return None, None, 0
    return latest_utc_s, document.totals.worn_s, len(document.sets)


def _receipts(config: Config, clock: SystemClock, unknown: dict[str, str]) -> "ReceiptsSeen | None":
    from sync.doctor.days import CANNOT_LOOK, receipts_seen  # noqa: PLC0415 - not for --help

    try:
        return receipts_seen(config, clock)
    except CANNOT_LOOK as error:
        unknown["clinic"] = str(error)
        return None


def _sends_to(path: Path) -> str:
    """The broker's place; empty where no configuration names one."""
    try:
        text = config_text(path, "sync")
        broker = read_config(path, "sync").broker
        return f"{broker.host}:{broker.port}" if "broker" in config_tables(text) else ""
    except (BadConfig, ValueError):
        return ""
