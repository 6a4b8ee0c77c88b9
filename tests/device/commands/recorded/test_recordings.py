"""`easeband export --recordings`: what a person gets of the hours that the device has kept."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from device.cli import main
from device.raw_recording.chunk import Chunk, encoded
from device.raw_recording.folder import Caps, RecordingFolder
from device.records.facts import Dating
from tests.device.raw_recording.made_up import DATING, DPS_PER_COUNT, G_PER_COUNT, chunk_at
from tests.support.configurations import device_configuration

UNKNOWN = Dating("boot-1", 0.0, "UTC", "unknown")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "easeband.toml"
    path.write_text(device_configuration(tmp_path, "[recording]\nenabled = true\n"))
    return path


def keep(config: Path, *chunks: Chunk) -> None:
    """Each as a minute of its own, in files as the device makes them."""
    folder = RecordingFolder(config.parent / "recordings", Caps(10**9, 90, 0))
    for chunk in chunks:
        folder.add(encoded(chunk), int(chunk.stretch.time_ns[0]) / 1e9, chunk.about.dating)


def dated(chunk: Chunk, dating: Dating) -> Chunk:
    return replace(chunk, about=replace(chunk.about, dating=dating))


def export(config: Path, *words: str) -> int:
    return main(["export", "--recordings", "--config", str(config), *words])


def test_hours_are_listed_by_their_beginning_and_size(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keep(config, chunk_at(0.0), chunk_at(60.0), chunk_at(3700.0))
    assert export(config) == 0
    assert capsys.readouterr().out.splitlines() == [
        "000001-20261129T120000Z.ebraw  2026-11-29 12:00:00 UTC    0.0 MB",
        "000002-20261129T130140Z.ebraw  2026-11-29 13:01:40 UTC    0.0 MB",
    ]
    assert export(config, "--day", "2026-11-29") == 0
    assert export(config, "--day", "2026-11-30") == 1
    assert "no raw recordings in" in capsys.readouterr().err


def test_without_any_it_says_whether_one_would_be_made(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert export(config) == 1
    assert capsys.readouterr().err == f"easeband export: no raw recordings in {config.parent}/recordings\n"
    config.write_text(config.read_text().replace("true", "false"))
    assert export(config) == 1
    assert "none is made, since [recording] is not enabled" in capsys.readouterr().err


def test_an_hour_becomes_a_file_in_units_corrected_by_the_calibration_of_its_time(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chunk = chunk_at(100.0)
    calibration = {"made_utc_s": 1.0, "temperature_c": 30.0, "gyro_bias_dps": [1.0, 2.0, 3.0]}
    taken = replace(chunk.about.taken, calibration=calibration)
    keep(config, replace(chunk, about=replace(chunk.about, taken=taken)))
    assert export(config, "--to", str(tmp_path / "out")) == 0
    path = tmp_path / "out" / "000001-20261129T120140Z.npz"
    assert capsys.readouterr().out == f"{path}: 40 samples\n"
    with np.load(path) as arrays:
        assert np.array_equal(arrays["acc_g"], chunk.stretch.counts[:, :3] * G_PER_COUNT)
        assert np.allclose(arrays["gyr_dps"], chunk.stretch.counts[:, 3:] * DPS_PER_COUNT - [1, 2, 3])
        assert arrays["t"].tolist() == pytest.approx([100 + n / 100 for n in range(40)])
        assert json.loads(str(arrays["calibration"])) == calibration
        assert (str(arrays["trust"]), float(arrays["utc_minus_t_s"])) == ("synced", DATING.utc_minus_monotonic_s)


def test_what_is_damaged_is_told_left_out_and_ends_with_1(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(config, chunk_at(0.0), chunk_at(60.0))
    (path,) = (config.parent / "recordings").iterdir()
    path.write_bytes(path.read_bytes()[:-7])
    assert export(config, "--to", str(tmp_path / "out")) == 1
    shown = capsys.readouterr()
    assert "left out: cut off, as by a power cut" in shown.err
    assert "000001-20261129T120000Z.npz: 40 samples\n" in shown.out
    assert export(config, "--bids", "--to", str(tmp_path / "bids")) == 1
    assert "a BIDS dataset with 1 runs of 1 hours" in capsys.readouterr().out


def test_an_hour_from_before_the_clock_was_set_is_dated_by_the_next_of_its_boot(config: Path, tmp_path: Path) -> None:
    keep(config, dated(chunk_at(0.0), UNKNOWN), dated(chunk_at(4000.0), DATING))
    assert export(config, "--bids", "--to", str(tmp_path / "out")) == 0
    scans = (tmp_path / "out" / "sub-01" / "sub-01_scans.tsv").read_text().splitlines()
    assert [scan.split("\t")[1] for scan in scans[1:]] == ["2026-11-29T12:00:00Z", "2026-11-29T13:06:40Z"]


def test_a_run_has_the_time_of_each_sample_to_the_microsecond_after_an_hour_too(config: Path, tmp_path: Path) -> None:
    step_ns = 9_970_123
    stretch = replace(chunk_at(0.0, samples=1).stretch, time_ns=np.arange(99_999) * step_ns)
    counts = np.zeros((99_999, 6), dtype=np.int16)
    keep(config, replace(chunk_at(0.0), stretch=replace(stretch, counts=counts)))
    assert export(config, "--bids", "--to", str(tmp_path / "out")) == 0
    (table,) = (tmp_path / "out").rglob("*_motion.tsv")
    last_s = float(table.read_text().splitlines()[-1].split("\t")[-1])
    assert last_s == pytest.approx(99_998 * step_ns / 1e9, abs=1e-6)
