"""What the clinic sent over the network: the message that came last, and whether it is to be believed.

Knows the envelope, its signature and what came before; must never know what is prescribed, or whether anybody accepts
it. It is looked at again when the message or the clinic's key is another file.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from device.prescription.short_words import printable
from device.prescription.signature import clinic_key_id, signature_objection
from device.programme.signed import BadEnvelope, SignedProgramme, read_envelope, signed_bytes
from device.store.inbox import Stamp, UnreadableMessage, inbox_beside, read_message, stamp
from device.system.config import Config

ANOTHER_DEVICE: Final = "it is for another device"
REPEATED: Final = "it was sent before the one that came already: an older message was sent once more"


@dataclass(frozen=True)
class RefusedEnvelope:
    """Why the last message changes nothing, and which programme it says that it is: empty where it does not say."""

    reason: str
    id: str = ""
    version: int = 0


class FromClinic:
    """The last message: `believed`, `refused`, or neither where there is none."""

    def __init__(self, config: Config) -> None:
        self._inbox, self._key = inbox_beside(config.files.sync), Path(config.files.clinic_key)
        self._device = config.device.id
        self._seen: tuple[Stamp, Stamp] | None = None
        self._key_id: str | None = None  # until it is asked for: it takes 4 MB to know a key's name
        self.believed: SignedProgramme | None = None
        self.refused: RefusedEnvelope | None = None

    def look(self, newest: SignedProgramme | None) -> bool:
        """Whether there is something else since the last look; `newest`: the good one of before, believed as it is."""
        seen = stamp(self._inbox), stamp(self._key)
        if seen == self._seen:
            return False
        self._seen, self.believed, self.refused = seen, None, None
        self._key_id = None
        try:
            payload = read_message(self._inbox)
            sent = read_envelope(payload, json.loads) if payload else None
        except (BadEnvelope, UnreadableMessage) as error:
            self.refused = RefusedEnvelope(printable(str(error)))
            return True
        objection = self._objection(sent, newest if newest and self.knows(newest) else None) if sent else ""
        if sent and objection:
            self.refused = RefusedEnvelope(printable(objection), sent.id, sent.version)
        else:
            self.believed = sent
        return True

    def knows(self, sent: SignedProgramme) -> bool:
        """Whether it was signed by the clinic that this device belongs to now, if it belongs to one."""
        if self._key_id is None:
            self._key_id = clinic_key_id(self._key)
        return sent.key_id == self._key_id

    def _objection(self, sent: SignedProgramme, newest: SignedProgramme | None) -> str:
        """The signature last: whoever looks at it loads much."""
        if sent == newest:
            return ""
        if sent.device != self._device:
            return ANOTHER_DEVICE
        if newest and sent.issued_utc_s <= newest.issued_utc_s:
            return REPEATED
        return signature_objection(self._key, sent.key_id, signed_bytes(sent), sent.signature)
