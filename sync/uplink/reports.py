"""What the device reports: its status, its headline numbers and every day without a receipt.

Knows the device's database and the receipts; must never know connections, nor when anything is sent.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from device.day.document import DayDocument
from device.health import PartState
from device.store import DeviceReader
from sync.uplink.outbox import Attempts, DayRevision, pending
from sync.uplink.sync_db import SyncDb
from sync.wire.messages import (
    PAYLOAD_LIMIT_BYTES,
    STATUS,
    TODAY,
    Message,
    Status,
    encode_day,
    encode_status,
    encode_today,
)
from sync.wire.reasons import reason_text
from sync.wire.thinning import thin

HEADLINES = (STATUS, TODAY)  # items that are done once the broker has them; all others are days
LONGEST_TEXT = 300  # characters of a part's state that travel
STATUS_S = 1.0  # between two changed statuses

log = logging.getLogger(__name__)


class Reports:
    """Items by name and revision, most urgent first, and the message for each."""

    def __init__(
        self, device: str, reader: DeviceReader, receipts: SyncDb, states: Callable[[], Sequence[PartState]]
    ) -> None:
        """`states`: how the parts of the device are."""
        self._device, self._reader, self._receipts, self._states = device, reader, receipts, states
        self._newest: DayDocument | None = None
        self._status, self._status_number, self._next_status_s = Status(1, device, online=True), 1, 0.0

    def items(self, attempts: Attempts, now_s: float) -> list[DayRevision]:
        """What is not delivered yet, or delivered but without a receipt."""
        days = self._reader.days()
        waiting = pending(days, self._receipts.receipts(self._reader.store_id()))
        self._newest = self._document(max(days)) if days else None
        self._update_status(len(waiting), attempts, now_s)
        return [item for item in self._headlines() if not _is_delivered(item, attempts)] + waiting

    def message(self, item: DayRevision, limit_bytes: int) -> Message:
        """The item as it goes out."""
        if item[0] == STATUS:
            return encode_status(self._status)
        if item[0] == TODAY and self._newest:
            return encode_today(self._newest)
        return self._day_message(self._document(item), min(limit_bytes, PAYLOAD_LIMIT_BYTES))

    def _day_message(self, document: DayDocument, limit_bytes: int) -> Message:
        fitting = thin(document, limit_bytes)
        if fitting.thinned:
            left_out = ", ".join(fitting.thinned)
            log.warning("%s: too long for %d bytes, sent without all of: %s", document.day, limit_bytes, left_out)
        return encode_day(fitting)

    def _headlines(self) -> list[DayRevision]:
        return [(STATUS, self._status_number)] + ([(TODAY, self._newest.revision)] if self._newest else [])

    def _document(self, item: DayRevision) -> DayDocument:
        newest = self._newest
        return (
            newest if newest and (newest.day, newest.revision) == item else self._reader.document(item[0], self._device)
        )

    def _update_status(self, backlog_days: int, attempts: Attempts, now_s: float) -> None:
        status = replace(
            _status(self._device, self._newest),
            backlog_days=backlog_days,
            trouble=trouble(attempts),
            parts=tuple(_shortened(state) for state in self._states()),
        )
        if status != self._status and now_s >= self._next_status_s:
            self._status, self._status_number, self._next_status_s = status, self._status_number + 1, now_s + STATUS_S


def _shortened(state: PartState) -> PartState:
    if len(state.text) <= LONGEST_TEXT:
        return state
    return replace(state, text=state.text[: LONGEST_TEXT - 1] + "…")


def _is_delivered(item: DayRevision, attempts: Attempts) -> bool:
    last = attempts.get(item[0])
    return last is not None and last.accepted and last.revision == item[1]


def _status(device: str, newest: DayDocument | None) -> Status:
    if newest is None:
        return Status(1, device, online=True)
    return Status(
        schema=1,
        device=device,
        online=True,
        firmware=newest.firmware,
        algorithm=newest.algorithm,
        clock=newest.quality.clock,
        sensor=sensor_text(newest),
    )


def sensor_text(document: DayDocument) -> str:
    """The day's gaps in words."""
    quality = document.quality
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
    return f"the broker refuses {topics}: {reason_text(refused[name])}"
