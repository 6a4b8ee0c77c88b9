"""The files that `[broker]` names, looked at before they are needed: there, readable, and what they should be.

Knows passwords and PEM files; must never know a broker. Relative paths are looked for where the program was started.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from device.system.config import Broker
from device.system.files import sudo_or

if TYPE_CHECKING:
    from ssl import SSLContext

NAMES: Final = ("ca", "certificate", "key", "password_file")
PEM: Final = "expected PEM, a text that begins with -----BEGIN CERTIFICATE-----"
WHY: Final = {  # OpenSSL's reasons -> what a person can do
    "KEY_VALUES_MISMATCH": "they do not belong together",
    "NO_START_LINE": f"one of them is no such PEM file: {PEM} (key: -----BEGIN PRIVATE KEY-----)",
    "PEM lib": f"one of them is no such PEM file: {PEM} (key: -----BEGIN PRIVATE KEY-----)",
}
NO_KEY: Final = "it holds a certificate and no key: set key to the file that holds it"


class _Encrypted(Exception):
    """OpenSSL asks for the password of a key."""


def broker_file_objections(broker: Broker) -> Iterator[str]:
    """What is wrong with the named files; what cannot be read is not looked into."""
    unreadable = [objection for name in NAMES if (objection := _unreadable(name, getattr(broker, name)))]
    if unreadable:
        yield from unreadable
        return
    if broker.password_file:
        yield from _password_objections(Path(broker.password_file).absolute())
    if broker.ca:
        yield from _tls_objections(broker)


def _unreadable(name: str, file: str) -> str:
    if not file:
        return ""
    try:
        with Path(file).open("rb") as opened:
            opened.read(1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        to_do = sudo_or(getattr(error, "errno", None), "check the path, and who may read it")
        return f"broker.{name}: {Path(file).absolute()}: {why}: {to_do}"
    return ""


def _password_objections(file: Path) -> Iterator[str]:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        yield f"broker.password_file: {file}: {error}: expected one line of UTF-8"
        return
    lines = text.strip().splitlines()
    if len(lines) != 1 or not lines[0].isprintable():
        yield f"broker.password_file: {file}: expected the password in one line, got {len(lines)} lines"


def _tls_objections(broker: Broker) -> Iterator[str]:
    import ssl  # noqa: PLC0415 - the device, which has no broker, does not load it

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(broker.ca)
    except OSError as error:
        yield f"broker.ca: {Path(broker.ca).absolute()} holds no certificate ({_reason(error)}): {PEM}"
    if broker.certificate:
        yield from _own_objections(context, broker)


def _own_objections(context: "SSLContext", broker: Broker) -> Iterator[str]:
    """Of this device's certificate and key; a key that stands in the certificate's file needs none."""
    where = f"broker.certificate: {Path(broker.certificate).absolute()}"
    if broker.key:
        where += f" with broker.key: {Path(broker.key).absolute()}"
    try:
        context.load_cert_chain(broker.certificate, broker.key or None, _no_password)
    except _Encrypted:
        yield f"{where}: the key is encrypted, and nobody is there to type its password: openssl pkey decrypts it"
    except OSError as error:
        reason = _reason(error)
        if not broker.key and _holds_certificate(broker.certificate):
            yield f"{where}: {NO_KEY}"
            return
        why = next((words for sign, words in WHY.items() if sign in reason), "they cannot be used")
        yield f"{where}: {why} ({reason})"


def _holds_certificate(file: str) -> bool:
    """And no key."""
    import ssl  # noqa: PLC0415 - as above

    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(file)
    except OSError:
        return False
    return b"PRIVATE KEY-----" not in Path(file).read_bytes()


def _no_password() -> str:
    raise _Encrypted


def _reason(error: OSError) -> str:
    return str(getattr(error, "reason", None) or error)
