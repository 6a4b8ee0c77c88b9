"""`easeband pair CODE`: makes this device one of a clinic's, and tries whether that works.

Knows the options, the order of steps and the words; must never know what is in a certificate.
"""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from device.radio import told
from device.records.pseudonyms import is_pseudonym
from device.system.clock import FIRMWARE_MADE_UTC_S, Clock, SystemClock
from device.system.command import FAILED, complain, status_of
from device.system.config import BadConfig, Broker, config_text, read_config, written_tables
from device.system.config_rules import host_objections
from device.system.files import error_at
from device.system.log import start_log
from sync.uplink.pairing.asking import NoAnswer, Question, ask
from sync.uplink.pairing.identity_folder import CannotKeep, IdentityFolder, Pairing
from sync.wire.client import Session
from sync.wire.identity.certificates import BadRequest, check_own, new_key, signing_request
from sync.wire.identity.codes import BadCode, DerivedKeys, read_code
from sync.wire.identity.letters import (
    PAIR,
    BadLetter,
    NotGranted,
    PairingAnswer,
    PairingRequest,
    answer_topic,
    opened,
    request_topic,
    said_unsealed,
    sealed,
)
from sync.wire.mqtt import BrokerUnreachable, Connection, ConnectionLost

COMMAND: Final = "pair"
WIFI_MIN: Final = 10
JOINS_S: Final = 20.0  # ours: 5 s until the switch is moved, some 10 s to join the network
IN_THE_WAY: Final = ("host", "port", "username", "password_file", "ca", "certificate", "key")
NEW_CODE: Final = "ask the clinic for a new code (`easeband clinic enrol`)"
WHY_NOT: Final[Mapping[NotGranted, str]] = {
    "unknown": f"the clinic does not know this code: it is another clinic's, or a newer one took its place: {NEW_CODE}",
    "too old": f"the code is more than an hour old: {NEW_CODE}",
    "used": f"the code was used already, by another device or a second time after this one was set up anew: {NEW_CODE}",
    "not genuine": f"the clinic could not read the request: it was changed on its way: {NEW_CODE}",
    "revoked": f"the clinic has revoked this device: {NEW_CODE}",
    "too often": f"this device has asked too often today: {NEW_CODE}",
}


class NotPaired(Exception):
    """The clinic says no, or its answer cannot be used: the message says why and what to do."""


FAULTS: Final = (BadCode, BadConfig, BadRequest, BrokerUnreachable, CannotKeep, ConnectionLost, NoAnswer, NotPaired)


def run(arguments: argparse.Namespace) -> int:
    """Pair; 1 with a message when it does not work."""
    start_log(COMMAND, "warning")
    return status_of(COMMAND, lambda: _pair(arguments, SystemClock()), FAULTS)


def _pair(arguments: argparse.Namespace, clock: Clock) -> int:
    keys = read_code(arguments.code).derived()
    for objection in host_objections("--host", arguments.host):
        raise BadConfig(objection)
    config = read_config(arguments.config, "pair")
    _check_free(arguments.config)
    _ask_for_wifi(config.files.sync, clock)
    identity = IdentityFolder(Path(config.files.sync))
    key = identity.next_key(new_key())
    pairing = _asked(Broker(arguments.host, arguments.port), keys, key, clock)
    _check_name(arguments.config, pairing.device)
    identity.install(pairing, key, arguments.config.absolute())
    print(f"This device is {pairing.device} from now on. Certificate and key are in {identity.folder}.")
    return _tried(arguments.config, clock)


def _ask_for_wifi(sync_database: str, clock: Clock) -> None:
    """Where it is off between windows: from now on it stays on for as long as pairing may take."""
    radio = told.read_radio(told.radio_file(sync_database), clock)
    if radio is None:
        return
    try:
        until_s = clock.monotonic_s() + WIFI_MIN * 60
        told.put(told.asked_file(sync_database), told.WifiAsked(1, clock.dating().boot, until_s))
    except OSError as error:
        raise CannotKeep(error_at(error)) from error
    if not radio.on:
        print(f"Wi-Fi was off, to save the battery: it is on for {WIFI_MIN} minutes now; connecting ...")
        clock.sleep(JOINS_S)


def _written(config: Path) -> dict[str, dict[str, object]]:
    return written_tables(config_text(config, "pair"))


def _check_free(config: Path) -> None:
    """What a person wrote wins over what is paired: better said now than wondered about later."""
    broker = _written(config).get("broker", {})
    found = [f"broker.{name}" for name in IN_THE_WAY if name in broker]
    if found:
        raise BadConfig(
            f"{config} says itself which broker to use, and that would win: delete {', '.join(found)} there, or put a #"
            " before them, then pair again with the same code"
        )


def _check_name(config: Path, device: str) -> None:
    own = _written(config).get("device", {}).get("id", device)
    if own != device:
        raise BadConfig(
            f"the code is for {device!r}, but {config} says device.id = {own!r}: delete that line, or have {own!r}"
            " enrolled; the same code can be used again within its hour"
        )


def _asked(broker: Broker, keys: DerivedKeys, key: str, clock: Clock) -> Pairing:
    payload = sealed(PairingRequest(1, signing_request(key)), keys.request)
    question = Question(request_topic(PAIR, keys.name), answer_topic(PAIR, keys.name), payload)
    said = ask(broker, Session(keys.name, unverified=True), question, clock)
    answer = _genuine(said, keys)
    if answer.refused:
        raise NotPaired(WHY_NOT[answer.refused])
    check_own(answer.certificate, answer.ca, key, answer.device)
    if not is_pseudonym(answer.device) or not answer.clinic_key or not answer.port:
        raise NotPaired(f"the clinic's answer lacks something: update easeband there, then {NEW_CODE}")
    return Pairing(answer.device, answer.certificate, answer.ca, answer.clinic_key, answer.host, answer.port)


def _genuine(payload: bytes, keys: DerivedKeys) -> PairingAnswer:
    try:
        return opened(PairingAnswer, payload, keys.answer)
    except BadLetter as problem:
        refused = said_unsealed(payload)
        raise NotPaired(
            WHY_NOT[refused] if refused else f"the answer cannot be used: {problem}: {NEW_CODE}"
        ) from problem


def _tried(config: Path, clock: Clock) -> int:
    """Connect once as sync will; 0 when that works."""
    broker, device = _in_force(config)
    try:
        with Connection(broker, Session(f"{device}-pairing"), clock.monotonic_s) as link:
            link.connect()
    except (BrokerUnreachable, ConnectionLost) as problem:
        return complain(COMMAND, f"paired, but the first connection failed: {problem}{_clock_words(clock)}", FAILED)
    print(
        f"It works: the broker at {broker.host}:{broker.port} knows it. Days are sent when easeband-sync is restarted:"
    )
    print("  sudo systemctl restart easeband-sync easeband-device")
    return 0


def _in_force(config: Path) -> tuple[Broker, str]:
    settings = read_config(config, "sync")
    return settings.broker, settings.device.id


def _clock_words(clock: Clock) -> str:
    if clock.utc_s() >= FIRMWARE_MADE_UTC_S:
        return ""
    return "; this computer's clock was never set since it was switched on: sync goes on by itself once it is"
