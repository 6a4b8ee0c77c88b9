"""What the recorder holds in memory after an hour, and sync once days are delivered over TLS.

Each in a process that loads what it loads on a device, in its unit's environment.
"""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

import sync.uplink.run  # noqa: F401 - so that its bytecode is there, as after an installation
import tests.support.trembling_recorder  # noqa: F401 - likewise
from device.records.facts import Dating
from device.store.writer import Store
from device.system.clock import boot_id
from device.system.config import Config
from tests.support.needs import need_program
from tests.support.paired_clinic import PairedClinic, paired_clinic
from tests.support.processes import DAY_S, FIRST_DAY_UTC_S, episode, eventually, minute
from tests.support.units import environment_of

pytestmark = pytest.mark.slow

MOST_MB = 50.0  # a ratchet: only down. 49.3 to 49.4 were seen
MOST_SYNC_KB = 30_000  # 29.7 thousand were seen, 29.9 for a moment
DAYS, EPISODES = 30, 100


def test_an_hour_of_tremor_leaves_the_recorder_small(tmp_path: Path, found: Callable[[str], None]) -> None:
    command = [sys.executable, "-m", "tests.support.recorder_alone", str(tmp_path), "60"]
    told = subprocess.run(command, env=environment_of("device"), check=True, capture_output=True, text=True).stdout
    last_mb = float(re.findall(r"^minute 60: ([\d.]+) MB", told, re.MULTILINE)[0])
    found(f"recorder after an hour of tremor: {last_mb:.1f} MB")
    assert last_mb < MOST_MB, told


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[PairedClinic]:
    need_program("mosquitto")
    with paired_clinic(tmp_path) as running:
        yield running


def test_sync_has_little_memory_after_days_over_tls(clinic: PairedClinic, found: Callable[[str], None]) -> None:
    record_days(clinic.paired("band-1"))
    command = [sys.executable, "-m", "tests.support.as_installed", "sync", "--config", str(clinic.device("band-1"))]
    said, environment = clinic.folder / "sync.log", environment_of("sync") | {"EASEBAND_BOOT_ID": boot_id()}
    with said.open("wb") as log, subprocess.Popen(command, env=environment, stderr=log) as process:
        try:
            eventually(lambda: said.read_text().count("the clinic has 20") == DAYS, what="receipts of all days")
            status = Path(f"/proc/{process.pid}/status").read_text()
        finally:
            process.kill()
    most_kb, now_kb = (int(re.findall(rf"^{name}:\s+(\d+) kB", status, re.MULTILINE)[0]) for name in ("VmHWM", "VmRSS"))
    found(f"sync after {DAYS} days over TLS: {now_kb} kB, {most_kb} kB at most")
    assert now_kb < MOST_SYNC_KB


def record_days(config: Config) -> None:
    with closing(Store(Path(config.files.device))) as store:
        for day in range(DAYS):
            dating = Dating(f"boot-{day}", FIRST_DAY_UTC_S + day * DAY_S, "UTC", "synced")
            store.add([minute(0), *map(episode, range(EPISODES))], dating)
