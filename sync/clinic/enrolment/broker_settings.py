"""What mosquitto (2.0 and 2.1) is told: two listeners, and who may read and write what there.

Knows mosquitto's configuration; must never know where the files go, or whether it runs.

Each topic filter stands once, in the access lists below. A device writes and reads below its own name alone; its name
is that of its certificate.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sync.clinic.enrolment.authority import CLINIC_NAME
from sync.wire.client import IN_FLIGHT_LIMIT, PACKET_LIMIT_BYTES
from sync.wire.identity.letters import PAIR, PAIR_REQUESTS, RENEWAL, RENEWAL_REQUESTS, answer_topic, request_topic
from sync.wire.messages import ROOT, discovery_topic

BROKER_SETTINGS, DEVICES_ACL, PAIRING_ACL = "easeband.conf", "devices.acl", "pairing.acl"
BROKER, CA, BROKER_CRL = "broker", "ca.crt", "revoked.crl"
BY_USER, BY_CLIENT = "%u", "%c"  # mosquitto's patterns: the certificate's name, the client id

_SETTINGS: Final = """\
# Easeband's part of the broker's configuration, for mosquitto 2.0 and 2.1; written by `easeband clinic init`.
# 2.1 warns that per_listener_settings and acl_file go with 3.0; what takes their place is not in 2.0.
# It belongs in /etc/mosquitto/conf.d. Other listeners keep what they have: each has its own rules.
per_listener_settings true

persistence true
autosave_interval 300
persistent_client_expiration 14d

{limits}
# Devices, the clinic and dashboards: TLS with a certificate of this clinic, whose name is the user's name
listener {port}
certfile {folder}/broker.crt
keyfile {folder}/broker.key
cafile {folder}/ca.crt
crlfile {folder}/revoked.crl
tls_version tlsv1.2
require_certificate true
use_identity_as_username true
allow_anonymous false
acl_file {folder}/devices.acl

# Pairing: anybody with a one-time code, which proves itself; nothing but its two topics
listener {pairing_port}
certfile {folder}/broker.crt
keyfile {folder}/broker.key
tls_version tlsv1.2
allow_anonymous true
max_connections 100
acl_file {folder}/pairing.acl
"""

_LIMITS: Final = """\
# How large a message may be, and how much may wait for one client: no more than a small computer has memory for.
# A day for which there is no room is sent again by its device.
max_packet_size {packet_limit}
max_inflight_messages {in_flight}
max_queued_messages 20000
max_queued_bytes 256000000
"""


@dataclass(frozen=True)
class Ports:
    """Where the broker listens: for devices, and for those that want to be one."""

    devices: int
    pairing: int


def broker_limits() -> str:
    """The lines that bound what a client may send, and what may wait for one."""
    return _LIMITS.format(packet_limit=PACKET_LIMIT_BYTES, in_flight=IN_FLIGHT_LIMIT)


def mosquitto_settings(folder: Path, ports: Ports) -> str:
    """The configuration, with its files in `folder`."""
    return _SETTINGS.format(
        folder=folder,
        port=ports.devices,
        pairing_port=ports.pairing,
        limits=broker_limits(),
    )


def devices_acl() -> str:
    """Who may read and write what, with a certificate."""
    return f"""\
# A device, below its own name
pattern write {ROOT}/{BY_USER}/up/#
pattern read {ROOT}/{BY_USER}/down/#
pattern write {request_topic(RENEWAL, BY_USER)}
pattern read {answer_topic(RENEWAL, BY_USER)}
# for devices with home_assistant = true:
# pattern write {discovery_topic(BY_USER)}

# The clinic; it writes where devices do to take back what the broker keeps of one that is erased
user {CLINIC_NAME}
topic readwrite {ROOT}/+/#
topic readwrite {discovery_topic("+")}
topic read {PAIR_REQUESTS}
topic write {answer_topic(PAIR, "+")}
topic read {RENEWAL_REQUESTS}
topic write {answer_topic(RENEWAL, "+")}
"""


def pairing_acl() -> str:
    """Who may read and write what, without a certificate: the client id is the public name of the code."""
    return f"""\
pattern write {request_topic(PAIR, BY_CLIENT)}
pattern read {answer_topic(PAIR, BY_CLIENT)}
"""


def broker_texts(folder: Path, ports: Ports) -> dict[str, str]:
    """The texts that make up the configuration, by the names of their files in `folder`."""
    return {BROKER_SETTINGS: mosquitto_settings(folder, ports), DEVICES_ACL: devices_acl(), PAIRING_ACL: pairing_acl()}
