"""`easeband mounting`: what is learned of a simulated forearm, kept, shown and undone."""

from pathlib import Path

import pytest

from device.cli import main
from device.program.parts import mounting_on
from device.records.limb_axes import LimbAxes
from device.records.sites import AXIS_MOVEMENTS, SITES
from device.sensor.mounting import Mounting, read_mountings
from tests.support.configurations import device_configuration

STRAIGHT = LimbAxes((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


@pytest.fixture
def config(tmp_path: Path) -> str:
    path = tmp_path / "easeband.toml"
    path.write_text(device_configuration(tmp_path))
    return str(path)


def test_the_command_learns_how_a_band_sits_on_a_simulated_forearm(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["mounting", "--config", config, "--simulated"]) == 0
    said = capsys.readouterr().out
    assert "Worn on the forearm: a hand above the wrist" in said
    assert "1 of 2: done; now turn the palm slowly up and down, until it is done" in said
    assert "nothing is measured by it yet" in said
    (kept,) = read_mountings(tmp_path / "mounting.json")
    assert kept.site == "forearm"
    assert kept.axes.along == pytest.approx((0.940, 0.342, 0), abs=0.02)  # 20 degrees askew
    assert kept.axes.across == pytest.approx((-0.342, 0.940, 0), abs=0.02)
    assert kept.axes.up == pytest.approx((0, 0, 1), abs=0.02)


def test_it_is_shown_and_undone(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mounting", "--config", config, "--show"]) == 0
    assert "the limb's own axes are not known" in capsys.readouterr().out
    assert main(["mounting", "--config", config, "--simulated"]) == 0
    assert main(["mounting", "--config", config, "--undo"]) == 0
    assert "the limb's own axes are not known" in capsys.readouterr().out
    assert main(["mounting", "--config", config, "--undo"]) == 1
    assert "nothing to undo" in capsys.readouterr().err


def test_a_sensor_that_is_not_there_is_named(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mounting", "--config", config]) == 1
    assert "/dev/i2c-1" in capsys.readouterr().err


def test_what_is_simulated_is_never_kept_for_the_device_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mounting", "--simulated"]) == 1
    assert "name another configuration than /etc/easeband/easeband.toml with --config" in capsys.readouterr().err


def test_every_site_has_a_position_and_a_movement_and_only_the_forearm_rolls() -> None:
    assert tuple(AXIS_MOVEMENTS) == SITES
    assert all(asked.neutral and asked.movement for asked in AXIS_MOVEMENTS.values())
    assert [site for site, asked in AXIS_MOVEMENTS.items() if asked.rolls] == ["forearm"]


def test_a_mounting_holds_for_its_own_site_alone() -> None:
    hand, shin = Mounting(1.0, "hand", STRAIGHT), Mounting(2.0, "shin", STRAIGHT)
    assert mounting_on("hand", (hand, shin)) == hand
    assert mounting_on("foot", (hand, shin)) is None
