"""The device looked at from outside, part by part, while its programs run.

Knows where a Raspberry Pi shows what; must never change anything, nor know what is expected: `device.health.checks`
judges. Begin with `examine.py`.
"""

from device.examination.doing import AtWork, doing
from device.examination.examine import examine, recorder_config
from device.examination.recording import recording_seen
from device.examination.saving import saving_check
from device.examination.services import service_seen
from device.examination.wire import WITH_SUDO

__all__ = [
    "WITH_SUDO",
    "AtWork",
    "doing",
    "examine",
    "recorder_config",
    "recording_seen",
    "saving_check",
    "service_seen",
]
