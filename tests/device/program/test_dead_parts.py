"""A part of the chip dies, and everybody is told: from simulated registers to the day's document, status and page."""

from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path

import numpy as np
import pytest

from device.day.document import DayDocument
from device.health import PartState, health_beside, read_health
from device.signals.samples import Floats
from device.simulation.bench import Actor, Bench, living_person
from device.simulation.people.living import LivingPerson
from device.simulation.people.person import ENDS_S, HOUR, RESTING_TREMOR
from device.store.reader import DeviceReader
from device.system.clock import PacedClock
from device.system.config import Config, Device, Files
from drivers.simulated import Defect
from drivers.simulated.defects import FrozenChip, Noisy, StuckAxis, WrongScale, dead_accelerometer, dead_gyroscope
from sync.clinic.database.values import StoredDay
from sync.clinic.pages.day import day_page
from sync.clinic.stored_day.quarters import quarter_hours
from sync.uplink.told import sensor_text

TEN_UTC_S = 1_772_445_600.0  # 2026-03-02T10:00:00Z
TREMBLING_S = ENDS_S[[activity for _, activity in HOUR].index(RESTING_TREMOR)] - 200  # for so long and longer
DIES_S, LIVED_S = TREMBLING_S + 30, 75.0  # a second of a dead part is known for dead after one more
GYROSCOPE_X = 4  # the column after acceleration and temperature

pytestmark = pytest.mark.slow  # each lives for more than a minute


class OnTable(LivingPerson):
    """Nobody wears it."""

    def __call__(self, time_s: Floats) -> tuple[Floats, Floats]:
        """Flat, and still."""
        return np.tile([0.0, 0.0, 1.0], (len(time_s), 1)), np.zeros((len(time_s), 3))


def lived(
    folder: Path, defects: Sequence[Defect], actor: Actor | None = None
) -> tuple[DayDocument, dict[str, PartState]]:
    """The day's document and how the parts were at its end."""
    config = Config(Device("band-1"), files=Files(device=str(folder / "device.db")))
    clock = PacedClock(TEN_UTC_S, start_s=TREMBLING_S)
    with ExitStack() as opened:
        bench = Bench(config, clock, actor or living_person(), opened, defects=defects)
        while clock.monotonic_s() < TREMBLING_S + LIVED_S:
            bench.step(finger=False)
        bench.loop.finish()
    with closing(DeviceReader(Path(config.files.device))) as reader:
        document = reader.document(reader.days()[0][0], "band-1")
    return document, {state.part: state for state in read_health(health_beside(config.files.device), clock)}


def notes(document: DayDocument) -> str:
    stored = StoredDay(document, TEN_UTC_S + 3600, other_records=0)
    return " ".join(day_page("Anna", stored, quarter_hours(document, TEN_UTC_S + 3600), (None, None), "UTC").notes)


def test_a_dead_gyroscope_is_told_everywhere_and_tremor_goes_on_by_acceleration(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    document, states = lived(tmp_path, dead_gyroscope(DIES_S))
    assert dict(document.quality.unmeasured)["gyroscope"] == pytest.approx(LIVED_S - 30, abs=3)
    assert document.totals.tremor_s == pytest.approx(document.totals.assessable_s, abs=2)
    assert (states["gyroscope"].works, states["accelerometer"].works, states["sensor"].works) == (False, True, True)
    assert "x 0 deg/s, y 0 deg/s, z 0 deg/s" in states["gyroscope"].text
    assert "gyroscope not working for" in sensor_text(document)
    assert "The gyroscope did not work for" in notes(document)
    assert caplog.text.count("gyroscope: it shows the same all the time") == 1


def test_one_dead_axis_of_the_gyroscope_takes_its_seconds_out_of_every_share(tmp_path: Path) -> None:
    document, states = lived(tmp_path, [StuckAxis(GYROSCOPE_X, 7, DIES_S)])
    assert document.totals.assessable_s == pytest.approx(28, abs=2)
    assert document.totals.worn_s == pytest.approx(LIVED_S, abs=3)
    assert not states["gyroscope"].works


def test_a_dead_accelerometer_is_told_and_the_gyroscope_goes_on(tmp_path: Path) -> None:
    document, states = lived(tmp_path, dead_accelerometer(DIES_S))
    assert (states["gyroscope"].works, states["accelerometer"].works) == (True, False)
    assert document.totals.tremor_s == pytest.approx(LIVED_S, abs=5)
    assert "The accelerometer did not work for" in notes(document)


def test_a_frozen_chip_is_a_gap_and_no_part_of_any_share(tmp_path: Path) -> None:
    document, states = lived(tmp_path, [FrozenChip(DIES_S)])
    assert document.quality.gap_reasons == (("sensor frozen", 1),)
    assert document.quality.gap_s == pytest.approx(LIVED_S - 30, abs=2)
    assert document.totals.worn_s == pytest.approx(29, abs=2)
    assert not states["sensor"].works
    assert "always the same" in states["sensor"].text


@pytest.mark.parametrize("times", [2, 10])
def test_on_a_table_too_much_noise_counts_neither_as_worn_nor_as_not_worn(tmp_path: Path, times: float) -> None:
    table = OnTable(())
    document, states = lived(tmp_path, [Noisy(times)], table)
    assert document.totals.worn_s + document.totals.not_worn_s <= 3  # seconds in which chance makes it look slow
    assert dict(document.quality.unmeasured) == {"wear": pytest.approx(LIVED_S, abs=4)}
    assert not states["noise"].works
    assert "Whether the band was worn is not known for" in notes(document)


def test_on_a_table_the_data_sheets_own_noise_is_no_fault(tmp_path: Path) -> None:
    document, states = lived(tmp_path, [], OnTable(()))
    assert document.totals.worn_s == pytest.approx(LIVED_S, abs=3)  # not worn only after a quarter of an hour
    assert document.quality.unmeasured == ()
    assert all(state.works for state in states.values())


@pytest.mark.parametrize("times", [0.02, 1.9])
def test_gravity_that_is_no_gravity_is_a_fault_of_the_accelerometer(tmp_path: Path, times: float) -> None:
    document, states = lived(tmp_path, [WrongScale(times)])
    assert dict(document.quality.unmeasured) == {"accelerometer": pytest.approx(LIVED_S, abs=3)}
    assert "1 g" in states["accelerometer"].text
    assert not states["accelerometer"].works
