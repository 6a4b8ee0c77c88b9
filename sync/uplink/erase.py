"""`easeband erase`: all that was recorded of a person, deleted from the card and taken back from the broker.

Knows what is asked, said and proved; must never know what is in the files. What the clinic has, it erases itself.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from device.holdings import erase, holdings
from device.store import DeviceReader, StoreMissing, StoreUnusable
from device.system.clock import Clock, SystemClock
from device.system.command import FAILED, complain, is_confirmed, status_of
from device.system.config import BadConfig, Config, read_config
from device.system.lock import AlreadyRunning, only_one, only_one_sync
from device.system.log import start_log
from sync.uplink.sync_db import SyncDb
from sync.wire.client import Session
from sync.wire.messages import DAY, EXPIRY_S, STATUS, TODAY, Message, cleared, discovery_topic, topic
from sync.wire.mqtt import BrokerUnreachable, Connection, ConnectionLost
from sync.wire.reasons import REFUSED, reason_text

COMMAND: Final = "erase"
AT_ONCE: Final = 10  # messages under way
DAYS_RETAINED: Final = EXPIRY_S // 86_400  # by a broker, which then forgets them by itself
MOST_OTHERS: Final = 10  # files that stay
CARD_NOTE: Final = (
    "A memory card may keep old blocks where no program sees them. Who must be certain destroys the card."
)
PAIRING_NOTE: Final = "The device is paired as before: to end that, the clinic revokes it."
COPIES_NOTE: Final = "Backups, exports and reports are where you put them, and hold the same: delete those yourself."
CLINIC_NOTE: Final = (
    "What the clinic has received it keeps until it erases it: ask your therapist, who types"
    " `easeband clinic erase {device}`."
)

NOT_YET: Final = (
    "nothing on this card was erased yet, since it alone knows which days the broker has: try again when the broker can"
    " be reached, or with --card-only"
)


def run(arguments: argparse.Namespace) -> int:
    """Erase; 0 when nothing is left on the card and at the broker, 1 with a message for what is."""
    start_log(COMMAND, "warning")
    return status_of(COMMAND, lambda: _run(arguments), (BadConfig, AlreadyRunning))


def _run(arguments: argparse.Namespace) -> int:
    config = read_config(arguments.config, "erase")
    with only_one(Path(config.files.device)), only_one_sync(Path(config.files.sync)):
        if not _is_wanted(config):
            return complain(COMMAND, "nothing was erased")
        if not arguments.card_only and _erase_broker(config, _at_broker(config, SystemClock()), SystemClock()):
            return complain(COMMAND, NOT_YET)
        _erase_card(config)
    status = _proved(config)
    print(COPIES_NOTE, CARD_NOTE, CLINIC_NOTE.format(device=config.device.id), PAIRING_NOTE, sep="\n")
    return status


def _is_wanted(config: Config) -> bool:
    """Whether somebody who saw what there is typed the device's name."""
    found = Counter(one.what for one in holdings(config))
    print(f"{config.device.id} keeps on this card:")
    for what, files in found.items():
        print(f"  {what} ({'1 file' if files == 1 else f'{files} files'})")
    return is_confirmed(f"Type {config.device.id} to erase all of it", config.device.id)


def _at_broker(config: Config, clock: Clock) -> list[Message]:
    """What takes back each message of this device that the broker may retain: read before anything is deleted."""
    device, (confirmed, has_discovery) = config.device.id, _of_sync(Path(config.files.sync))
    days = sorted({*_recorded(Path(config.files.device)), *confirmed, *_retained_days(clock)})
    topics = [topic(device, STATUS), topic(device, TODAY), *(topic(device, DAY, day) for day in days)]
    if config.broker.home_assistant or has_discovery:
        topics.append(discovery_topic(device))
    return [*map(cleared, topics)]


def _recorded(path: Path) -> list[str]:
    try:
        reader = DeviceReader(path)
        recorded = [day for day, _ in reader.days()]
        reader.close()
    except (StoreMissing, StoreUnusable) as problem:
        print(f"days of more than {DAYS_RETAINED} days ago cannot all be named: {problem}", file=sys.stderr)
        return []
    return recorded


def _of_sync(path: Path) -> tuple[set[str], bool]:
    """The days that were sent, and whether Home Assistant was told of the device."""
    if not path.exists():
        return set(), False
    with SyncDb(path) as kept:
        return kept.days(), kept.has_discovery


def _retained_days(clock: Clock) -> list[str]:
    """Every date that a broker may still retain: what another card sent under this name stands in no file here."""
    tomorrow = datetime.fromtimestamp(clock.utc_s(), UTC) + timedelta(days=1)
    return [(tomorrow - timedelta(days=n)).date().isoformat() for n in range(DAYS_RETAINED + 2)]


def _erase_card(config: Config) -> None:
    found = holdings(config)
    for n, one in enumerate(found, 1):
        print(f"erasing {n} of {len(found)}: {one.path}", file=sys.stderr, flush=True)
    for fault in erase(found):
        complain(COMMAND, fault)


def _erase_broker(config: Config, messages: Sequence[Message], clock: Clock) -> int:
    place = f"{config.broker.host}:{config.broker.port}"
    try:
        refused = list(_sent(config, messages, clock))
    except (BrokerUnreachable, ConnectionLost) as problem:
        return complain(COMMAND, problem)
    for message, reason in refused:
        complain(COMMAND, f"{place} refuses to forget {message.topic}: {reason}")
    print(f"the broker at {place} has forgotten {len(messages) - len(refused)} of {len(messages)} messages")
    return FAILED if refused else 0


def _sent(config: Config, messages: Sequence[Message], clock: Clock) -> Iterator[tuple[Message, str]]:
    """Those that the broker refused, and why."""
    with Connection(config.broker, Session(config.device.id), clock.monotonic_s) as link:
        link.connect()
        for start in range(0, len(messages), AT_ONCE):
            some = messages[start : start + AT_ONCE]
            codes = link.publish(some)
            yield from ((m, reason_text(code)) for m, code in zip(some, codes, strict=True) if code >= REFUSED)


def _proved(config: Config) -> int:
    """Look again: only what is not there any more is erased. The lock is one of the files, and was held until now."""
    erase(holdings(config))
    left = [one.path for one in holdings(config)]
    for path in left:
        complain(COMMAND, f"{path} is still there")
    if not left:
        folder = Path(config.files.device).parent
        print(f"looked again: nothing that the device keeps of {config.device.id} is left in {folder}{_others(folder)}")
    return FAILED if left else 0


def _others(folder: Path) -> str:
    """Files there that are none of the device's own: a backup or an export among them holds what was erased."""
    names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    more = [f"and {len(names) - MOST_OTHERS} more"] if len(names) > MOST_OTHERS else []
    return f"; other files there: {', '.join([*names[:MOST_OTHERS], *more])}" if names else ""
