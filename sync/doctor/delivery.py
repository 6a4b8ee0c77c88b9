"""The way to the clinic looked at: sync's service, certificate, broker, topics, receipts.

Knows files and a connection of its own beside sync's; must never know what is good.
"""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from device.examination import WITH_SUDO, service_seen
from device.health.checks import Check, delivery, left_out, not_checked, programs
from device.health.checks.delivery import CertificateSeen, WifiSeen
from device.radio import told
from device.radio.keeping import hour_of
from device.system.clock import SystemClock
from device.system.config import BadConfig, Broker, Config, config_of, config_tables, config_text
from device.system.files import is_closed
from sync.doctor.days import receipts_check
from sync.uplink.pairing.certificate_watch import of_another
from sync.wire.client import Session
from sync.wire.identity.validity import NoCertificate, certified_name, validity_of
from sync.wire.messages import DAY, cleared, down_filter, topic
from sync.wire.mqtt import BrokerUnreachable, Connection, ConnectionLost
from sync.wire.reasons import REFUSED, reason_text

SYNC: Final = "easeband-sync"
ON_THE_WAY: Final = (SYNC, "Wi-Fi", "certificate", "broker", "topics", "receipts")
WIFI_OFF: Final = "Wi-Fi is off on purpose, until {} at the latest"
WIFI_ON: Final = "sudo easeband radio --on 10, and look again in half a minute"
NO_DAY: Final = "2000-01-01"  # before any device: nothing is retained there that could be forgotten
BESIDE_SYNC: Final = "{device}-doctor"  # the broker would end sync's connection for a second client of its name


def delivery_checks(path: Path) -> list[Check]:
    """Every check of the way to the clinic, for the configuration at `path`."""
    try:
        text = config_text(path, "sync")
        config, has_broker = config_of(path, text, "sync"), "broker" in config_tables(text)
    except (BadConfig, tomllib.TOMLDecodeError):
        return [not_checked(name, "the configuration cannot be used, see above") for name in ON_THE_WAY]
    if not has_broker:
        return [left_out(name, delivery.NOT_PAIRED) for name in ON_THE_WAY]
    clock = SystemClock(config.device.timezone or None)
    seen = wifi_seen(config, clock)
    broker = _unreachable(seen.until) if seen and not seen.on else _broker(config, clock)
    return [
        programs.service(SYNC, service_seen(SYNC), can_connect=broker[0].outcome == "good"),
        delivery.wifi(seen, windows=config.radio.windows),
        _certificate(config, clock),
        *broker,
        receipts_check(config, clock),
    ]


def wifi_seen(config: Config, clock: SystemClock) -> WifiSeen | None:
    """Wi-Fi, as the program says that switches it; None where none does."""
    said = told.read_radio(told.radio_file(config.files.sync), clock) if config.radio.windows else None
    until = hour_of(said.until_s, clock) if said and said.until_s is not None else ""
    return WifiSeen(said.on, said.why, until, said.trouble) if said else None


def _unreachable(until: str) -> Sequence[Check]:
    return [not_checked(name, WIFI_OFF.format(until), WIFI_ON) for name in ("broker", "topics")]


def _certificate(config: Config, clock: SystemClock) -> Check:
    name, path = "certificate", Path(config.broker.certificate)
    if not config.broker.certificate:
        return left_out(name, "this broker is used without a certificate of the device's own")
    if is_closed(path):
        return not_checked(name, f"this user may not read {path}", WITH_SUDO)
    try:
        text = path.read_text(encoding="ascii")
        validity, another = validity_of(text), of_another(certified_name(text), config)
    except (OSError, UnicodeDecodeError, NoCertificate) as error:
        return delivery.certificate(CertificateSeen(problem=f"{path}: {error}"), clock.utc_s())
    return delivery.certificate(
        CertificateSeen(validity.from_utc_s, validity.until_utc_s, of_another=another), clock.utc_s()
    )


def _broker(config: Config, clock: SystemClock) -> Sequence[Check]:
    broker, place = config.broker, f"{config.broker.host}:{config.broker.port}"
    if secret := next((file for file in _secrets(broker) if is_closed(Path(file))), None):
        why = f"this user may not read {secret}"
        return [not_checked(name, why, WITH_SUDO) for name in ("broker", "topics")]
    session = Session(BESIDE_SYNC.format(device=config.device.id))
    try:
        with Connection(broker, session, clock.monotonic_s) as link:
            link.connect()
            answers = _asked(link, config.device.id)
            return [delivery.broker(place, "", tuple(link.limits)), delivery.topics(answers)]
    except (BrokerUnreachable, ConnectionLost) as error:
        return [delivery.broker(place, str(error)), not_checked("topics", "there is no connection to the broker")]


def _secrets(broker: Broker) -> list[str]:
    """Files that this user might not read; one that is not there is told by the connection."""
    named = (broker.key, broker.password_file, broker.certificate)
    return [file for file in named if file]


def _asked(link: Connection, device: str) -> Mapping[str, str]:
    """Topic -> the broker's no to listening and to sending there, empty for a yes. What is sent says nothing."""
    listened, sent = down_filter(device), topic(device, DAY, NO_DAY)
    codes = {listened: link.subscribe(listened), sent: link.publish([cleared(sent)])[0]}
    return {name: reason_text(code) if code >= REFUSED else "" for name, code in codes.items()}
