"""What becomes of samples until they are on the card, and of a card that takes none."""

import shutil
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from device.raw_recording import AtOnce, Background, hours_kept
from device.raw_recording.chunk import Chunk, chunks_in
from device.raw_recording.folder import Caps, RecordingFolder
from device.raw_recording.recorder import RawRecorder, Retention
from device.records.facts import Dating, Gap
from device.signals.samples import Samples
from drivers.mpu6050.models import DPS_PER_COUNT, G_PER_COUNT
from tests.device.raw_recording.made_up import DATING, TAKEN, samples_at

CAPS = Caps(10**9, 14, 0)


def recorder_at(path: Path, writer: AtOnce | Background | None = None) -> RawRecorder:
    return RawRecorder(RecordingFolder(path / "recordings", CAPS), TAKEN, lambda: DATING, writer or AtOnce())


def written(path: Path) -> list[Chunk]:
    contents = [hour.path.read_bytes() for hour in hours_kept(path / "recordings")]
    chunks = [one for content in contents for one in chunks_in(content)]
    return [one for one in chunks if isinstance(one, Chunk)]


def push(recorder: RawRecorder, from_s: int, to_s: int, *gaps: Gap) -> None:
    """Second by second; the gaps end with the first."""
    for second in range(from_s, to_s):
        recorder.push([samples_at(second, 1.0)], gaps if second == from_s else (), 31.5)


def test_every_count_that_a_chip_can_give_is_kept_as_it_gave_it(tmp_path: Path) -> None:
    counts = np.arange(-32768, 32768)
    time_s = np.arange(len(counts)) / 100
    values = np.repeat(counts[:, None], 3, axis=1).astype(np.float64)
    recorder = recorder_at(tmp_path)
    recorder.push([Samples(time_s, values * G_PER_COUNT, values * DPS_PER_COUNT)], (), None)
    recorder.finish()
    kept = np.concatenate([chunk.stretch.counts for chunk in written(tmp_path)])
    assert (kept == counts[:, None]).all()
    assert kept.shape == (65_536, 6)


def test_it_is_written_once_a_minute_and_at_the_end(tmp_path: Path) -> None:
    recorder = recorder_at(tmp_path)
    push(recorder, 0, 60)
    assert written(tmp_path) == []
    push(recorder, 60, 100)
    (minute,) = written(tmp_path)
    assert (len(minute.stretch), minute.about.temperature_c) == (6100, 31.5)
    recorder.finish()
    assert [len(chunk.stretch) for chunk in written(tmp_path)] == [6100, 3900]


def test_a_gap_ends_a_chunk_and_is_told_with_its_reason_in_the_next(tmp_path: Path) -> None:
    recorder, gap = recorder_at(tmp_path), Gap(9.99, 5.01, "bus error", 500)
    push(recorder, 0, 10)
    push(recorder, 15, 20, gap)
    recorder.finish()
    before, after = written(tmp_path)
    assert (before.about.gaps, after.about.gaps) == ((), (gap,))
    assert (before.stretch.time_ns[-1], after.stretch.time_ns[0]) == (9_990_000_000, 15_000_000_000)


def test_without_a_gyroscope_there_are_three_axes(tmp_path: Path) -> None:
    recorder = recorder_at(tmp_path)
    recorder.push([samples_at(0.0, 1.0), samples_at(1.0, 1.0, gyroscope=False)], (), None)
    recorder.finish()
    assert [chunk.stretch.counts.shape for chunk in written(tmp_path)] == [(100, 6), (100, 3)]


def test_an_hour_of_privacy_is_a_gap_of_which_nothing_is_kept(tmp_path: Path) -> None:
    recorder = recorder_at(tmp_path)
    push(recorder, 0, 10)
    recorder.hold(10.2)
    assert [len(chunk.stretch) for chunk in written(tmp_path)] == [1000]
    push(recorder, 3700, 3710)
    recorder.finish()
    (gap,) = written(tmp_path)[1].about.gaps
    assert (gap.start_s, gap.reason) == (10.2, "privacy")
    assert gap.duration_s == pytest.approx(3689.8)


def test_a_card_that_cannot_be_written_is_told_left_alone_for_ten_minutes_and_tried_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "recordings").write_text("a file where the folder should be")
    recorder = recorder_at(tmp_path)
    push(recorder, 0, 70)
    (state,) = recorder.states()
    assert (state.part, state.works) == ("recording", False)
    assert "no raw recording: " in state.text
    assert "File exists" in state.text
    (tmp_path / "recordings").unlink()
    push(recorder, 70, 600)
    assert written(tmp_path) == []
    push(recorder, 600, 800)
    assert [state.works for state in recorder.states()] == [True]
    assert len(written(tmp_path)) >= 1
    assert caplog.text.count("no raw recording for 10 minutes, measuring goes on") == 1


def test_too_little_free_is_told_and_is_no_matter_of_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=10))
    folder = RecordingFolder(tmp_path / "recordings", Caps(10**9, 14, 500_000_000))
    recorder = RawRecorder(folder, TAKEN, lambda: DATING, AtOnce())
    push(recorder, 0, 70)
    (state,) = recorder.states()
    assert "less than 500 MB are free, and records come first" in state.text
    assert written(tmp_path) == []


def test_what_is_said_of_it_does_not_change_while_it_grows(tmp_path: Path) -> None:
    recorder = recorder_at(tmp_path)
    before = recorder.states()
    push(recorder, 0, 200)
    assert recorder.states() == before


def test_the_loop_waits_for_no_card(tmp_path: Path) -> None:
    """A card that holds the first write for ever: samples go on being taken, and after minutes that is told."""
    card, writer = Event(), Background(patience_s=0.01)
    writer.hand_over(lambda: _until(card))
    recorder = recorder_at(tmp_path, writer)
    push(recorder, 0, 600)
    assert [state.works for state in recorder.states()] == [False]
    assert "has not taken what was handed to it for minutes" in recorder.states()[0].text
    recorder.finish()
    card.set()


def _until(card: Event) -> None:
    card.wait()


def test_in_the_background_everything_is_written_by_the_end(tmp_path: Path) -> None:
    recorder = recorder_at(tmp_path, Background())
    push(recorder, 0, 130)
    recorder.finish()
    assert sum(len(chunk.stretch) for chunk in written(tmp_path)) == 13_000


def test_what_is_left_of_a_recording_that_was_switched_off_goes_in_its_time(tmp_path: Path) -> None:
    recorder = recorder_at(tmp_path)
    push(recorder, 0, 10)
    recorder.finish()
    now = DATING
    retention = Retention(RecordingFolder(tmp_path / "recordings", CAPS), lambda: now, AtOnce())
    retention.push([samples_at(100.0, 1.0)], (), None)
    assert len(hours_kept(tmp_path / "recordings")) == 1
    now = Dating("boot-2", DATING.utc_minus_monotonic_s + 15 * 86_400, "UTC", "synced")
    retention.push([samples_at(200.0, 1.0)], (), None)
    assert len(hours_kept(tmp_path / "recordings")) == 1, "it is looked at once an hour"
    retention.push([samples_at(3800.0, 1.0)], (), None)
    assert hours_kept(tmp_path / "recordings") == []
    assert retention.states() == []
