"""What the broker's numbers and the network's errors mean, and what a person may check.

Knows MQTT 5 and TLS; must never know connections or messages.
"""

import errno
import socket
import ssl
from collections.abc import Mapping

REFUSED = 0x80  # reason codes from here on mean no; MQTT 5.0 section 2.4
TAKEN_OVER = 0x8E
PACKET_TOO_LARGE = 0x95
NO_RETAINED = 0x9A
QOS_TOO_HIGH = 0x9B
REASONS = {
    0x00: "success",
    0x04: "disconnect with will",
    0x10: "nobody subscribed",
    0x11: "no subscription existed",
    0x80: "unspecified error",
    0x81: "malformed packet",
    0x82: "protocol error",
    0x83: "implementation specific error",
    0x84: "MQTT 5 not supported",
    0x85: "client name not valid",
    0x86: "bad user name or password",
    0x87: "not authorized",
    0x88: "server unavailable",
    0x89: "server busy",
    0x8A: "banned",
    0x8B: "server shutting down",
    0x8C: "bad authentication method",
    0x8D: "nothing heard from us for too long",
    0x8E: "another client connected with the same name",
    0x8F: "topic filter invalid",
    0x90: "topic name invalid",
    0x91: "packet number in use",
    0x92: "packet number not found",
    0x93: "too many messages at a time",
    0x94: "topic alias invalid",
    0x95: "packet too large",
    0x96: "messages too often",
    0x97: "quota exceeded",
    0x98: "ended by whoever runs the broker",
    0x99: "payload format invalid",
    0x9A: "retained messages not supported",
    0x9B: "QoS 1 not supported",
    0x9C: "use another server",
    0x9D: "the server has moved",
    0x9E: "shared subscriptions not supported",
    0x9F: "connections too often",
    0xA0: "longest time for a connection reached",
    0xA1: "subscription numbers not supported",
    0xA2: "subscriptions with + or # not supported",
}

NO_RETAINED_LIMIT = (
    "the broker keeps no retained messages: whoever begins to listen later, a dashboard or a clinic, sees nothing until"
    " the next message; days are sent until the clinic says that it has them (mosquitto: retain_available true)"
)
QOS_LIMIT = (
    "the broker acknowledges nothing (QoS 0 only): what is lost on the way is sent again only when no receipt comes"
    " (mosquitto: max_qos 1)"
)
NO_ANSWER_TO_IT = (  # mosquitto 2.0.11: PUBACK with 0x95, which MQTT 5 has for no such packet
    "it answered what is no MQTT 5 to a message of {} bytes: does it limit their size? (mosquitto: max_packet_size"
    " instead of message_size_limit)"
)
PACKET_LIMIT = "the broker takes packets of at most {} bytes: longer days leave out detail"
WILDCARD_LIMIT = "the broker takes no subscriptions with + or #, which receipts and the clinic need: allow them"
SESSION_LIMIT = (
    "the broker keeps what comes while we are away for {} s, {} were asked for: days in between come with the devices'"
    " next try"
)


def reason_text(code: int) -> str:
    """A reason code for people, as `0x87 not authorized`."""
    return f"0x{code:02x} {REASONS.get(code, 'see MQTT 5.0 section 2.4')}"


SILENCE_ADVICE = (
    "does it speak MQTT 5, is TLS on at both ends or at none, does it want certificate and key,"
    " and has it all the connections that it takes?"
)
ITS_LOG = "the broker's own log says why"
CREDENTIALS_ADVICE = "check username, password_file and certificate, and what the broker allows them to do"
FULL_ADVICE = "it is busy or full: this goes on by itself once it is not; whoever runs it can allow more"
ELSEWHERE_ADVICE = "set host and port in [broker] to the one it names, or ask whoever runs it"
REFUSAL_ADVICE = {
    0x84: "use a broker that speaks MQTT 5, such as mosquitto from version 2",
    0x85: "check id in [device]; the broker may prescribe names",
    0x86: CREDENTIALS_ADVICE,
    0x87: CREDENTIALS_ADVICE,
    0x88: FULL_ADVICE,
    0x89: FULL_ADVICE,
    0x8A: "ask whoever runs the broker",
    0x8C: CREDENTIALS_ADVICE,
    0x8E: "is another one running with this name?",
    0x95: "let it take packets of at least 2000 bytes",
    0x97: FULL_ADVICE,
    0x9C: ELSEWHERE_ADVICE,
    0x9D: ELSEWHERE_ADVICE,
    0x9F: FULL_ADVICE,
    0xA2: "allow subscriptions with # at the broker",
}


def refusal_advice(code: int) -> str:
    """What a person may do about a broker's no."""
    return REFUSAL_ADVICE.get(code, ITS_LOG)


# X509_V_ERR_... of openssl/x509_vfy.h
NOT_YET_VALID, EXPIRED, SELF_SIGNED, SELF_SIGNED_ROOT, UNKNOWN_ISSUER = 9, 10, 18, 19, 20
OTHER_HOST, OTHER_ADDRESS = 62, 64
NOT_FOR_THIS_HOST = "write the name that the broker's certificate has as host, or have a certificate made for this host"
OTHER_CA = "ca did not sign the broker's certificate: copy the ca that did from whoever runs the broker"
CERTIFICATE_ADVICE = {
    NOT_YET_VALID: "this computer's clock is probably wrong: it goes on by itself once the time is set",
    EXPIRED: "renew the broker's certificate; if it is not old, this computer's clock is wrong",
    SELF_SIGNED: OTHER_CA,
    SELF_SIGNED_ROOT: OTHER_CA,
    UNKNOWN_ISSUER: OTHER_CA,
    OTHER_HOST: NOT_FOR_THIS_HOST,
    OTHER_ADDRESS: NOT_FOR_THIS_HOST,
}
PAIR_AGAIN = "a device is paired again with a new code of `easeband clinic enrol`"
TLS_ADVICE: Mapping[str, str] = {  # by what OpenSSL calls the reason, or a part of it
    "UNEXPECTED_MESSAGE": "nothing speaks TLS there: take the broker's TLS port, usually 8883",
    "WRONG_VERSION_NUMBER": "nothing speaks TLS there: take the broker's TLS port, usually 8883",
    "UNEXPECTED_EOF": "the other end hung up: is this the broker's TLS port, and does it want certificate and key?",
    "KEY_VALUES_MISMATCH": "certificate and key do not belong to each other: take the two that were made together",
    "NO_CERTIFICATE": "expected a certificate as PEM text in ca and certificate: one of the files holds something else",
    "NO_START_LINE": "expected PEM texts in certificate and key: one of the files holds something else",
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": "the broker wants certificate and key of this device: set both",
    "SSLV3_ALERT_HANDSHAKE_FAILURE": "the broker wants certificate and key of this device, or other TLS than we speak",
    "TLSV1_ALERT_UNKNOWN_CA": "the broker does not know who signed our certificate: have it signed by the broker's ca",
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": f"our own certificate is over, or the broker's clock is wrong: {PAIR_AGAIN}",
    "SSLV3_ALERT_CERTIFICATE_REVOKED": f"the clinic has revoked our certificate: {PAIR_AGAIN}",
    "SSLV3_ALERT_BAD_CERTIFICATE": "the broker does not take this device's certificate: its own log says why",
    "PEM lib": "the key cannot be read: it is locked with a password, which nobody can type here, or no PEM text",
}
FILES_ADVICE = "check ca, certificate, key and password_file"
NETWORK_ADVICE = "this computer reaches no such network: check Wi-Fi or cable, and host"
FORBIDDEN_ADVICE = (
    "this computer forbids it: look at its firewall, and at what the service may do (systemctl cat easeband-sync)"
)
HUNG_UP_ADVICE = "the other end hung up: is this the broker's port, and TLS on at both ends or at none?"


class BadPasswordFile(ValueError):
    """There is no password in the file; the message says what was seen."""


ADVICE: tuple[tuple[type[Exception], str], ...] = (
    (ssl.SSLError, "check that this is the broker's TLS port, and the files ca, certificate and key"),
    (socket.gaierror, "the name is unknown: check host, and the network's DNS"),
    (ConnectionRefusedError, "nothing listens there: is the broker running, and is the port right?"),
    (ConnectionError, HUNG_UP_ADVICE),
    (TimeoutError, "no answer: check host, network and firewall"),
    (FileNotFoundError, FILES_ADVICE),
    (IsADirectoryError, f"a file was expected, not a folder: {FILES_ADVICE}"),
    (PermissionError, "this user must be able to read ca, certificate, key and password_file"),
    (UnicodeDecodeError, "password_file is no text in UTF-8: write the password into it, and nothing else"),
    (BadPasswordFile, "write the password into it, and nothing else"),
    (Exception, "check host, port and network"),
)


CERTIFICATE_REFUSED = (
    "the broker hung up when it saw our certificate: it is revoked, over, not valid yet or of another authority;"
    f" the broker's log says which; {PAIR_AGAIN}"
)


def silence_advice(fault: str, has_certificate: bool) -> str:  # noqa: FBT001 - what was seen
    """What a person may check where the broker answered nothing; `fault` is what TLS said, if it said anything.

    Brokers close so fast after their no to a certificate that the reason is often lost on the way.
    """
    known = next((text for name, text in TLS_ADVICE.items() if name in fault and name != HUNG_UP), None)
    return known or (CERTIFICATE_REFUSED if has_certificate else SILENCE_ADVICE)


HUNG_UP = "UNEXPECTED_EOF"


def advice(problem: OSError | ValueError) -> str:
    """What a person may check after a failed connection."""
    if isinstance(problem, ssl.SSLCertVerificationError):
        return CERTIFICATE_ADVICE.get(
            problem.verify_code, "check that ca signed the broker's certificate for this host"
        )
    if isinstance(problem, OSError) and problem.errno in (errno.ENETUNREACH, errno.EHOSTUNREACH):
        return NETWORK_ADVICE
    if isinstance(problem, PermissionError) and problem.filename is None:  # a socket has no name, a file has one
        return FORBIDDEN_ADVICE
    said = str(problem) if isinstance(problem, ssl.SSLError) else ""
    known = (text for name, text in TLS_ADVICE.items() if name in said)
    return next(known, next(text for kind, text in ADVICE if isinstance(problem, kind)))
