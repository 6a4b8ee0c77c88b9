"""Watches how long the device's certificate holds, and has it renewed after two thirds of that without anybody.

Knows when and what to ask, and what to tell; must never know days, or how the clinic decides.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from device.health import PartState
from device.system.clock import Clock
from device.system.config import Config
from sync.wire.identity.validity import NoCertificate, Validity, certified_name, validity_of
from sync.wire.waiting import any_chance

DUE: Final = 2 / 3  # of a certificate's time: a third is left for a device that is rarely on
LOOK_S: Final = 3600.0  # between two looks, and two tries
CERTIFICATE_PART: Final = "certificate"
ENROL_AGAIN: Final = "have the clinic enrol it again (`easeband clinic enrol`) and pair it with the new code"

OF_ANOTHER: Final = (
    "is for {name}, the configuration says {device}: the broker takes nothing with it but from {name}; take id out of"
    " [device], or have the clinic enrol {device} and pair with its code"
)

log = logging.getLogger(__name__)


class CertificateWatch:
    """One device's certificate. Only one that `easeband pair` made is renewed; any is watched."""

    def __init__(self, config: Config, clock: Clock, stopping: Callable[[], bool]) -> None:
        self._config, self._clock, self._stopping = config, clock, stopping
        self._own = Path(config.broker.certificate) if config.broker.certificate else None
        self._next_look_s = clock.monotonic_s()
        self._validity: Validity | None = None
        self._of_another = self._failed = self._told = ""

    def check(self) -> None:
        """Look once an hour; where a third of the time is left, ask for the next one."""
        if self._own is None or self._clock.monotonic_s() < self._next_look_s:
            return
        self._next_look_s = self._clock.monotonic_s() + LOOK_S * (1 + any_chance() / 2)
        self._validity = self._read(self._own)
        if self._is_due and not self._of_another:
            self._renew(self._own)
        self._tell()

    def until(self) -> str | None:
        """When the certificate ends, ISO 8601 in UTC; None where there is none, or none that can be read."""
        if self._validity is None:
            return None
        return datetime.fromtimestamp(self._validity.until_utc_s, UTC).isoformat(timespec="seconds")

    def states(self) -> list[PartState]:
        """How the certificate is; nothing of a device without one."""
        if self._validity is None:
            return []
        trouble = self._trouble
        return [PartState(CERTIFICATE_PART, works=not trouble, text=trouble or f"holds until {self.until()}")]

    @property
    def _trouble(self) -> str:
        """What is wrong with it, and what to do; empty while it holds and is renewed in time."""
        if self._of_another or self._validity is None or not self._knows_the_time:
            return self._of_another
        if self._clock.utc_s() >= self._validity.until_utc_s:
            return f"is over since {self.until()}: {ENROL_AGAIN}"
        if self._is_due:
            return f"ends at {self.until()} and is not renewed: {self._failed}"
        return ""

    @property
    def _knows_the_time(self) -> bool:
        return self._clock.dating().trust != "unknown"

    @property
    def _is_due(self) -> bool:
        validity = self._validity
        return validity is not None and self._knows_the_time and self._clock.utc_s() >= validity.part(DUE)

    def _read(self, own: Path) -> Validity | None:
        try:
            text = own.read_text(encoding="ascii")
            self._of_another = of_another(certified_name(text), self._config)
            return validity_of(text)
        except (OSError, NoCertificate, UnicodeDecodeError) as problem:
            log.warning("how long the certificate holds cannot be told: %s: %s", own, problem)
            return None

    def _renew(self, own: Path) -> None:
        from sync.uplink.pairing.renewing import RENEWAL_FAULTS, renew  # noqa: PLC0415 - 16 MB, once in eight months

        try:
            renew(own, self._config, self._clock, self._stopping)
        except RENEWAL_FAULTS as problem:
            self._failed = f"{problem}; tried again every hour"
        else:
            self._failed, self._validity = "", self._read(own)
            log.info("the certificate was renewed and holds until %s", self.until())

    def _tell(self) -> None:
        if self._trouble != self._told and self._trouble:
            log.warning("the certificate %s", self._trouble)
        self._told = self._trouble


def of_another(name: str, config: Config) -> str:
    """That the certificate is another's, and what to do; empty where it is ours, or `easeband pair` did not make it."""
    from sync.uplink.pairing.identity_folder import IdentityFolder  # noqa: PLC0415 - not for a device without any

    is_paired = Path(config.broker.certificate).is_relative_to(IdentityFolder(Path(config.files.sync)).folder)
    is_ours = not is_paired or name == config.device.id
    return "" if is_ours else OF_ANOTHER.format(name=name, device=config.device.id)
