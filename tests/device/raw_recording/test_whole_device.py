"""A device that records: every count that its chip gave, and an analysis of them again comes to the same."""

import json
import sqlite3
import subprocess
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from device.analysis import analysed
from device.cli import main
from device.health import health_beside, read_health
from device.parameters import PARAMETERS
from device.raw_recording import RecordedPart, hours_kept, read_hour, stretches_of
from device.recordings import in_order, read_recording
from device.records.decoding import from_json, to_plain
from device.records.facts import Episode, Minute
from device.sensor.calibration import Calibration, calibration_beside, write_calibrations
from device.signals.samples import Floats, Samples
from device.simulation.bench import Bench
from device.system.clock import PacedClock
from device.system.config import Config, read_config
from drivers.simulated.faults import Unplugged
from drivers.simulated.sensors import Counts
from sync.uplink.device_days import DeviceDays
from sync.uplink.receipts import Receipts
from sync.uplink.reports import Reports
from sync.uplink.sync_db import SyncDb
from tests.device.bids.test_dataset import PROGRAM
from tests.device.raw_recording.made_up import Witness, counts_in, found_in
from tests.support.configurations import device_configuration
from tests.support.figures import QUIET_DPS, QUIET_G
from tests.support.needs import need_program

pytestmark = pytest.mark.slow

NOON_UTC_S = 1_795_953_600.0
UNPLUGGED_S = (95.0, 98.0)
HIDDEN_S = (200.0, 240.0)  # a long hold at the first, another at the second
LONG_HOLD_S = 5.6
END_S = 400.0
RECORDING = "[recording]\nenabled = true\n"


class Wearer:
    """Trembles every other half minute, and wants an hour of privacy that they end early."""

    def __call__(self, time_s: Floats) -> tuple[Floats, Floats]:
        random = np.random.default_rng(round(1000 * float(time_s[0])) % 2**32)
        trembles = np.where(time_s // 30 % 2, 60 * np.sin(2 * np.pi * 5 * time_s), 0.0)
        rotation_dps = trembles[:, None] * [0.6, 0.0, 0.8] + random.normal(0, QUIET_DPS, (len(time_s), 3))
        return np.array([0.0, 0.6, 0.8]) + random.normal(0, QUIET_G, (len(time_s), 3)), rotation_dps

    def presses(self, now_s: float) -> bool:
        return any(since_s <= now_s < since_s + LONG_HOLD_S for since_s in HIDDEN_S)

    def see(self, now_s: float, levels: tuple[float, float, float]) -> None:
        """The lights say nothing that matters here."""

    def over(self, now_s: float) -> bool:
        return now_s >= END_S


@dataclass(frozen=True)
class Recorded:
    path: Path
    config: Config
    chip: Counts


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    folder, witness = tmp_path_factory.mktemp("device"), Witness()
    path = folder / "easeband.toml"
    path.write_text(device_configuration(folder, RECORDING))
    config = read_config(path, "run")
    calibration = Calibration(NOON_UTC_S, 30.0, (0.4, -0.3, 0.2), (0.01, 0.0, -0.02), (1.01, 1.0, 0.99))
    write_calibrations(calibration_beside(config.files.device), (calibration,))
    with ExitStack() as opened:
        clock = PacedClock(NOON_UTC_S)
        bench = Bench(config, clock, Wearer(), opened, faults=[Unplugged(*UNPLUGGED_S)], defects=[witness])
        bench.live(lambda: False, None)
        bench.loop.finish()
    return Recorded(path, config, witness.counts)


def parts_in(recorded: Recorded) -> list[RecordedPart]:
    (hour,) = hours_kept(recorded.config.files.recordings)
    read = read_hour(hour)
    assert read.damage == ()
    return list(read.parts)


def test_each_count_that_the_chip_gave_is_in_it_but_for_what_was_missed_or_hidden(recorded: Recorded) -> None:
    (part,) = parts_in(recorded)
    stretches = list(stretches_of(part))
    starts = [found_in(recorded.chip, counts_in(stretch)) for stretch in stretches]
    lengths = [len(counts_in(stretch)) for stretch in stretches]
    assert starts == sorted(starts)
    assert lengths == pytest.approx([9500, 10_700, 15_400], abs=300)
    assert [gap.reason for gap in part.gaps] == ["bus error", "privacy"]
    times_s = [(chunk.stretch.time_ns[0] / 1e9, chunk.stretch.time_ns[-1] / 1e9) for chunk in part.chunks]
    hidden_s = (HIDDEN_S[0] + LONG_HOLD_S, HIDDEN_S[1] + LONG_HOLD_S)
    assert not any(start_s < hidden_s[1] - 1 and end_s > hidden_s[0] + 1 for start_s, end_s in times_s)


def test_an_analysis_of_what_is_exported_comes_to_what_the_device_has_told(
    recorded: Recorded, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "--config", str(recorded.path), "--recordings", "--to", str(tmp_path)]) == 0
    (path,) = tmp_path.iterdir()
    assert f"{path}: 35," in capsys.readouterr().out
    samples = in_order(read_recording(path), PARAMETERS.sampling).samples
    hidden = samples.time_s > HIDDEN_S[0] + 10
    again = [*_records_of(_only(samples, ~hidden)), *_records_of(_only(samples, hidden))]
    told = _told(recorded)
    assert [type(record) for record in told].count(Minute) == 7
    assert len(again) == len(told) >= 12
    for one, other in zip(_in_order(again), _in_order(told), strict=True):
        (numbers, words), (other_numbers, other_words) = _leaves(one), _leaves(other)
        assert words == other_words
        assert numbers == pytest.approx(other_numbers, rel=1e-6, abs=1e-6), "times are kept to the nanosecond"


def _only(samples: Samples, which: np.ndarray) -> Samples:
    assert samples.rotation_dps is not None
    return Samples(samples.time_s[which], samples.acceleration_g[which], samples.rotation_dps[which])


def _records_of(samples: Samples) -> list[Minute | Episode]:
    records = [record for portion in analysed(samples) for record in portion.records]
    return [record for record in records if isinstance(record, Minute | Episode)]


def _in_order(records: list[Minute | Episode]) -> list[Minute | Episode]:
    return sorted(records, key=lambda record: (type(record).__name__, round(record.start_s), repr(record)[-20:]))


def _leaves(value: object) -> tuple[dict[str, float], dict[str, object]]:
    """Every float in it by its place, and everything else."""
    numbers, others, open_ones = dict[str, float](), dict[str, object](), [("", to_plain(value))]
    while open_ones:
        place, plain = open_ones.pop()
        if isinstance(plain, dict):
            open_ones += [(f"{place}.{name}", inner) for name, inner in plain.items()]
        elif isinstance(plain, list):
            open_ones += [(f"{place}.{n}", inner) for n, inner in enumerate(plain)]
        elif isinstance(plain, float):
            numbers[place] = plain
        else:
            others[place] = plain
    return numbers, others


def _told(recorded: Recorded) -> list[Minute | Episode]:
    with closing(sqlite3.connect(recorded.config.files.device)) as database:
        minutes, episodes = (
            database.execute("SELECT body FROM facts WHERE kind = ?", (kind.__name__,)).fetchall()
            for kind in (Minute, Episode)
        )
    found: list[Minute | Episode] = [from_json(Minute, body, json.loads) for (body,) in minutes]
    return found + [from_json(Episode, body, json.loads) for (body,) in episodes]


def test_nothing_of_it_is_in_what_is_sent(recorded: Recorded) -> None:
    folder = recorded.config.files.recordings
    with_it = _sent(recorded)
    folder.rename(folder.with_name("elsewhere"))
    without_it = _sent(recorded)
    folder.with_name("elsewhere").rename(folder)
    assert with_it == without_it
    assert any(topic.endswith("day/2026-11-29") for topic in with_it)


def _sent(recorded: Recorded) -> dict[str, bytes]:
    """Every message that there is for the clinic, by its topic."""
    database = Path(recorded.config.files.device)
    clock = PacedClock(NOON_UTC_S + END_S + 86_400)
    days = DeviceDays(database, "band-1", clock.monotonic_s)
    with closing(days), SyncDb(database.with_name("sync.db")) as kept:
        reports = Reports("band-1", days, Receipts(kept), clock)
        made = [reports.message(item, 1_000_000) for item in reports.items({})]
    return {message.topic: message.payload for message in made if message}


def test_as_bids_it_is_a_run_for_each_stretch_and_the_validator_finds_no_error(
    recorded: Recorded, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    need_program(str(PROGRAM))
    words = ["export", "--config", str(recorded.path), "--recordings", "--bids", "--to", str(tmp_path)]
    assert main(words) == 0
    assert capsys.readouterr().out == f"{tmp_path}: a BIDS dataset with 3 runs of 1 hours\n"
    scans = (tmp_path / "sub-01" / "sub-01_scans.tsv").read_text().splitlines()
    assert [scan.split("\t")[2] for scan in scans[1:]] == ["n/a", "bus error", "privacy"]
    command = [str(PROGRAM), str(tmp_path), "--format", "json"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert [each for each in json.loads(result.stdout)["issues"]["issues"] if each["severity"] == "error"] == []


def test_a_card_that_takes_no_recording_costs_no_minute_of_the_day_and_is_told(tmp_path: Path) -> None:
    path = tmp_path / "easeband.toml"
    path.write_text(device_configuration(tmp_path, RECORDING))
    (tmp_path / "recordings").write_text("a file where the folder should be")
    config = read_config(path, "run")
    with ExitStack() as opened:
        clock = PacedClock(NOON_UTC_S)
        bench = Bench(config, clock, Wearer(), opened)
        while clock.monotonic_s() < 65:
            bench.loop.step()
            bench.loop.wait()
        told = {part.part: part for part in read_health(health_beside(config.files.device), clock)}
        bench.loop.finish()
    assert not told["recording"].works
    assert "no raw recording: " in told["recording"].text
    assert told["store"].works
    with closing(sqlite3.connect(config.files.device)) as database:
        (body,) = database.execute("SELECT body FROM facts WHERE kind = 'Minute' AND start_s = 0").fetchone()
    assert from_json(Minute, body, json.loads).recorded_s >= 57
