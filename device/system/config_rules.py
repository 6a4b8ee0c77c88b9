"""What the values of the configuration must be like beyond their types: hosts, paths, and what belongs together.

Knows which half-truths people write; must never know files, networks, or which program asks.
"""

import ipaddress
from collections.abc import Iterator, Mapping
from os.path import normpath
from typing import Final

LONGEST_HOST, LONGEST_PART = 253, 63  # characters of a name in DNS and between two dots of it, RFC 1035
TLS_PORT: Final = 8883  # secure-mqtt in IANA's list of ports
SCHEMES: Final = {"mqtts": f" and port = {TLS_PORT} with `ca`", "ssl": f" and port = {TLS_PORT} with `ca`"}
WHOLE_SCHEMES: Final = ("ws", "wss", "http", "https")  # MQTT over web sockets


def host_objections(place: str, host: str) -> Iterator[str]:
    """What is wrong with the name or address of a computer."""
    expected = f"{place}: expected a name or an address alone, such as broker.example.org or 192.0.2.7"
    if "://" in host:
        yield f"{expected}; got {host!r}: {_without_scheme(host)}"
    elif not host or host != "".join(host.split()) or not host.isprintable():
        yield f"{expected}; got {host!r}"
    elif host.startswith("[") or host.endswith("]"):
        yield f"{expected}; got {host!r}: write an IPv6 address without brackets, and its port in `port`"
    elif any(letter in host for letter in "/@?#"):
        yield f"{expected}; got {host!r}: leave out everything before and after the name"
    elif ":" in host and not _is_ipv6(host):
        name, _, port = host.rpartition(":")
        yield f"{expected}; got {host!r}: set host = {name!r} and port = {port or '...'}"
    elif not _fits_dns(host):
        yield f"{expected}; got {host!r}: a part between two dots is empty or too long"


def _without_scheme(host: str) -> str:
    scheme, _, rest = host.partition("://")
    if scheme.lower() in WHOLE_SCHEMES:
        return "web sockets are not spoken here, name the broker's MQTT listener"
    name = rest.partition("/")[0].rpartition("@")[2]
    alone = name if _is_ipv6(name) else name.partition(":")[0]
    return f"set host = {alone!r}{SCHEMES.get(scheme.lower(), '')}"


def _is_ipv6(host: str) -> bool:
    try:
        return isinstance(ipaddress.ip_address(host), ipaddress.IPv6Address)
    except ValueError:
        return False


def _fits_dns(host: str) -> bool:
    if _is_ipv6(host):
        return True
    try:
        name = host if host.isascii() else host.encode("idna").decode()  # 0.2 MB, by the codec's tables
    except UnicodeError:
        return False
    parts = name.removesuffix(".").split(".")
    return len(name) <= LONGEST_HOST and all(0 < len(part) <= LONGEST_PART for part in parts)


def address_objections(place: str, address: str) -> Iterator[str]:
    """What is wrong with the address by which browsers find the pages; none where none is given."""
    if not address:
        return
    scheme, _, rest = address.partition("://")
    host, _, path = rest.partition("/")
    fits = all(part.isprintable() and not any(letter in part for letter in "@?#\\ \"'<>") for part in (host, path))
    if scheme != "https" or not host or not fits or address != address.strip():
        yield f"{place}: expected as https://clinic.example or https://clinic.example/easeband, got {address!r}"


def path_objections(place: str, path: str) -> Iterator[str]:
    """What is wrong with the path of a file that a program keeps its data in, wherever it is started."""
    if not path or "\0" in path or path.endswith("/"):
        yield f"{place}: expected the path of a file, got {path!r}"
    elif path.startswith("~") or "$" in path:
        yield f"{place}: {path!r}: nothing stands for another folder here: write the whole path, beginning with /"
    elif not path.startswith("/"):
        yield f"{place}: expected a whole path, beginning with /, got {path!r}: a service has no folder of its own"


def same_file_objections(paths: Mapping[str, str]) -> Iterator[str]:
    """Names that stand for one file: one program would write over the other's."""
    seen = dict[str, str]()
    for place, path in paths.items():
        file = normpath(path.partition("?")[0])
        if file in seen:
            yield f"{place}: {path!r} is the same file as {seen[file]}: each program needs one of its own"
        seen.setdefault(file, place)


def login_objections(username: str, password_file: str) -> Iterator[str]:
    """A password of nobody. A user without a password is one that the broker knows by its certificate."""
    if password_file and not username:
        yield f"broker.username: missing: password_file = {password_file!r} is the password of a user: set username"
    if not username.isprintable():
        yield f"broker.username: expected letters that can be printed, got {username!r}"


def tls_objections(port: int, ca: str, certificate: str, key: str) -> Iterator[str]:
    """Where somebody meant TLS and everything would travel unencrypted, or a key would not be used."""
    hints = {"certificate": certificate, "key": key, "port": port == TLS_PORT and TLS_PORT}
    for name, value in hints.items():
        if value and not ca:
            yield (
                f"broker.ca: missing: {name} = {value!r} is for TLS, and TLS needs `ca`, the file with the certificate"
                " of the broker's authority"
            )
    if key and not certificate:
        yield f"broker.certificate: missing: key = {key!r} belongs to a certificate"


def port_objections(port: int) -> Iterator[str]:
    """Port 0 takes any free one, which only who listens can do."""
    if port == 0:
        yield f"broker.port: expected the port of the broker, usually 1883 or {TLS_PORT} with TLS, got 0"


def level_objections(low_percent: int, stop_percent: int) -> Iterator[str]:
    """A battery that is never low before it is empty."""
    if stop_percent >= low_percent:
        yield (
            f"battery.stop_percent: expected less than low_percent = {low_percent}, got {stop_percent}: nobody would be"
            " told before the device switches itself off"
        )
