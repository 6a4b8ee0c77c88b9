"""The demo's clinic signs with a key of its own folder, and its device believes it."""

import json
from contextlib import closing
from datetime import date
from pathlib import Path

from device.prescription.signature import signature_objection
from device.programme.signed import read_envelope, signed_bytes
from device.system.config import read_config
from sync.clinic.database import Clinic
from sync.clinic.programmes import SentProgrammes
from sync.demo.clinic_keys import make_clinic_keys, note_as_sent
from sync.demo.prescribed import demo_programme
from sync.demo.run import DEVICE, clinic_url, write_config

NOON_UTC_S = 1_796_126_400.0  # 2026-12-01T12:00Z


def test_what_the_demos_clinic_sends_is_believed_by_its_device(tmp_path: Path) -> None:
    config = read_config(write_config(tmp_path, 1883, 0), "run")
    make_clinic_keys(tmp_path)
    for _ in range(2):  # once more, in a folder that was kept
        note_as_sent(tmp_path, clinic_url(tmp_path), DEVICE, demo_programme(date(2026, 12, 1)), lambda: NOON_UTC_S)
    with closing(Clinic(clinic_url(tmp_path))) as clinic:
        (sent,) = SentProgrammes(clinic.access).of(DEVICE)
    assert sent.name == "demo version 1"
    signed = read_envelope(sent.envelope.encode(), json.loads)
    key = Path(config.files.clinic_key)
    assert signature_objection(key, signed.key_id, signed_bytes(signed), signed.signature) == ""


def test_every_key_lies_in_the_demos_folder(tmp_path: Path) -> None:
    path = write_config(tmp_path, 1883, 0)
    files = read_config(path, "clinic").files, read_config(path, "run").files
    assert [files[0].clinic_keys, files[1].clinic_key] == [f"{tmp_path}/keys", f"{tmp_path}/clinic-key.pem"]
