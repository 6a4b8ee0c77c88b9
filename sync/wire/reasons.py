"""What the broker's numbers and the network's errors mean, and what a person may check.

Knows MQTT 5 and TLS; must never know connections or messages.
"""

import socket
import ssl

REFUSED = 0x80  # reason codes from here on mean no; MQTT 5.0 section 2.4
PACKET_TOO_LARGE = 0x95
REASONS = {
    0x00: "success",
    0x10: "nobody subscribed",
    0x80: "unspecified error",
    0x83: "implementation specific error",
    0x84: "MQTT 5 not supported",
    0x86: "bad user name or password",
    0x87: "not authorized",
    0x88: "server unavailable",
    0x8E: "another client connected with the same name",
    0x90: "topic name invalid",
    0x95: "packet too large",
    0x97: "quota exceeded",
    0x99: "payload format invalid",
    0x9A: "retained messages not supported",
}


def reason_text(code: int) -> str:
    """A reason code for people, as `0x87 not authorized`."""
    return f"0x{code:02x} {REASONS.get(code, 'see MQTT 5.0 section 2.4')}"


SILENCE_ADVICE = "does it speak MQTT 5, is TLS on at both ends or at none, and does it want certificate and key?"
REFUSAL_ADVICE = "check user name, password file and certificate, and that the broker speaks MQTT 5"
NOT_YET_VALID, EXPIRED = 9, 10  # X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_CERT_HAS_EXPIRED of openssl/x509_vfy.h
CERTIFICATE_ADVICE = {
    NOT_YET_VALID: "this computer's clock is probably wrong: it goes on by itself once the time is set",
    EXPIRED: "renew the broker's certificate; if it is not old, this computer's clock is wrong",
}
ADVICE: tuple[tuple[type[Exception], str], ...] = (
    (ssl.SSLError, "check that this is the broker's TLS port, and the files ca, certificate and key"),
    (socket.gaierror, "the name is unknown: check host, and the network's DNS"),
    (ConnectionRefusedError, "nothing listens there: is the broker running, and is the port right?"),
    (TimeoutError, "no answer: check host, network and firewall"),
    (FileNotFoundError, "check ca, certificate, key and password_file"),
    (PermissionError, "this user must be able to read ca, certificate, key and password_file"),
    (Exception, "check host, port and network"),
)


def advice(problem: OSError | ValueError) -> str:
    """What a person may check after a failed connection."""
    if isinstance(problem, ssl.SSLCertVerificationError):
        return CERTIFICATE_ADVICE.get(
            problem.verify_code, "check that ca signed the broker's certificate for this host"
        )
    return next(text for kind, text in ADVICE if isinstance(problem, kind))
