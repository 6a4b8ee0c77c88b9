"""`easeband status`: one screen in words, also where much is not known."""

from dataclasses import replace
from pathlib import Path

import pytest

from device.cli import main
from device.health import HealthFile, PartState, health_beside
from device.health.checks import not_checked
from device.health.checks.computer import SavingSeen, saving
from device.health.checks.delivery import ReceiptsSeen
from device.radio import told
from device.system.clock import SystemClock
from device.system.config import read_config
from sync.doctor.status import StatusSeen, ends_with, how_long, status_lines
from tests.support.configurations import whole_configuration

NOON_UTC_S = 1_795_953_600.0  # 2026-11-29T12:00:00Z


def test_a_device_that_is_well_fits_on_seven_lines() -> None:
    seen = StatusSeen(
        "band-1",
        NOON_UTC_S,
        "Europe/Berlin",
        "recording",
        since_utc_s=NOON_UTC_S - 4 * 3600,
        latest_utc_s=NOON_UTC_S - 40,
        worn_s=11_400,
        sets=2,
        receipts=ReceiptsSeen(13, ("2026-11-28",), NOON_UTC_S - 86_400),
        sends_to="clinic.example:8883",
        parts=(PartState("sensor", works=True, text="measures at 100 Hz"),),
        battery="63 % (3.81 V), no power from outside",
    )
    assert list(status_lines(seen)) == [
        "band-1      Sunday 2026-11-29 13:00, Europe/Berlin",
        "doing       recording; the program runs since 09:00",
        "last data   12:59, 40 s ago (kept once a minute)",
        "today       worn 3 h 10 min, 2 exercise sets",
        "clinic      clinic.example:8883: has 12 of 13 past days; last receipt 2026-11-28 13:00",
        "battery     63 % (3.81 V), no power from outside",
        "wrong       nothing",
    ]


@pytest.mark.parametrize(("last_utc_s", "words"), [(None, "never"), (0.0, "before the clock was known")])
def test_a_receipt_that_came_before_the_clock_was_set_is_not_called_none(last_utc_s: float | None, words: str) -> None:
    receipts = ReceiptsSeen(0, (), last_utc_s)
    seen = StatusSeen("band-1", NOON_UTC_S, "UTC", "recording", receipts=receipts, sends_to="clinic.example:8883")
    assert f"clinic      clinic.example:8883: has 0 of 0 past days; last receipt {words}" in status_lines(seen)


def test_a_fault_is_told_in_words_with_what_to_do() -> None:
    broken = PartState("sensor", works=False, text="nothing answered; check wiring, power and address")
    seen = StatusSeen("band-1", NOON_UTC_S, "UTC", "not recording, see below: sensor", parts=(broken,))
    assert list(status_lines(seen))[-3:] == [
        "wrong       1, and what to do:",
        "            - sensor: nothing answered; check wiring, power and address",
        "            sudo easeband doctor looks closer",
    ]


@pytest.mark.parametrize(
    ("parts", "unknown", "expected"),
    [
        ((PartState("sensor", works=True, text="measures at 100 Hz"),), {}, 0),
        ((PartState("sensor", works=False, text="nothing answered"),), {}, 1),
        ((PartState("sensor", works=False, text="nothing answered"),), {"data": "not readable"}, 1),
        ((), {"data": "not readable"}, 2),
        ((), {"clinic": "no receipts, and the device is not paired"}, 0),
    ],
)
def test_the_exit_status_is_of_the_doctors_kind(
    parts: tuple[PartState, ...], unknown: dict[str, str], expected: int
) -> None:
    assert ends_with(StatusSeen("band-1", NOON_UTC_S, "UTC", "recording", parts=parts, unknown=unknown)) == expected


def test_a_configuration_that_is_not_there_is_a_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = tmp_path / "easeband.toml"
    assert main(["status", "--config", str(missing)]) == 1
    assert (
        f"- configuration: no configuration at {missing}: copy systemd/easeband.toml there" in capsys.readouterr().out
    )


def test_a_wifi_in_windows_is_told() -> None:
    wifi = "off: everything is delivered; on again at 14:05 at the latest"
    lines = list(status_lines(StatusSeen("band-1", NOON_UTC_S, "UTC", "recording", wifi=wifi)))
    assert f"Wi-Fi       {wifi}" in lines


def test_the_command_reads_how_wifi_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "easeband.toml"
    config.write_text(whole_configuration(tmp_path, "") + "\n[radio]\nwindows = true\n")
    main(["status", "--config", str(config)])
    assert "Wi-Fi       always on: easeband-radio does not run" in capsys.readouterr().out
    clock = SystemClock()
    now_s, sync_db = clock.monotonic_s(), read_config(config, "sync").files.sync
    off = told.RadioTold(1, clock.dating().boot, now_s, on=False, why="planted", since_s=now_s, until_s=now_s + 60)
    told.put(told.radio_file(sync_db), off)
    main(["status", "--config", str(config)])
    assert "Wi-Fi       off: planted; on again at " in capsys.readouterr().out


def test_what_saves_power_is_told_in_one_line() -> None:
    lines = list(status_lines(StatusSeen("band-1", NOON_UTC_S, "UTC", "recording", saving="HDMI off; LED off")))
    assert "saving      HDMI off; LED off" in lines


def test_the_command_reads_what_saves_power(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A governor that no kernel of a test's computer was asked for: it is not in force, or there is none."""
    config = tmp_path / "easeband.toml"
    config.write_text(whole_configuration(tmp_path, '[power]\ngovernor = "conservative"\n'))
    main(["status", "--config", str(config)])
    assert "saving      governor: " in capsys.readouterr().out
    config.write_text(whole_configuration(tmp_path, "[power]\nleds = true\n"))
    main(["status", "--config", str(config)])
    assert "saving" not in capsys.readouterr().out


def test_what_is_asked_for_and_saves_no_power_is_wrong_and_ends_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stood in its line, and below was "wrong: nothing"."""
    config = tmp_path / "easeband.toml"
    config.write_text(whole_configuration(tmp_path, ""))
    seen = SavingSeen(missing=("HDMI off: still set, and not asked for",))
    monkeypatch.setattr("device.examination.saving_check", lambda *_: saving(seen))
    assert main(["status", "--config", str(config)]) == 1
    said = capsys.readouterr().out
    assert "saving      HDMI off: still set, and not asked for\n" in said
    assert "- saving power: not as [power] asks: do what it says, then: sudo systemctl restart easeband-power" in said


def test_what_saves_power_and_may_not_be_read_ends_with_2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config, caught = tmp_path / "easeband.toml", list[StatusSeen]()
    config.write_text(whole_configuration(tmp_path, ""))
    monkeypatch.setattr("device.examination.saving_check", lambda *_: not_checked("saving power", "closed"))
    monkeypatch.setattr("sync.doctor.status.ends_with", caught.append)
    main(["status", "--config", str(config)])
    assert caught[0].unknown["saving"] == "closed"
    assert ends_with(replace(caught[0], parts=(), unknown={"saving": "closed"})) == 2


def test_it_says_that_every_sample_is_kept_how_much_and_since_when(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config, folder = tmp_path / "easeband.toml", tmp_path / "recordings"
    config.write_text(whole_configuration(tmp_path, "[recording]\nenabled = true\nmost_mb = 100\n"))
    folder.mkdir()
    for name in ("000001-clock-unknown-0f1e2d3c", "000002-20261129T120000Z", "000003-20261129T130000Z"):
        (folder / f"{name}.ebraw").write_bytes(bytes(2_000_000))
    main(["status", "--config", str(config)])
    kept = "6.0 MB of 3 hours are kept since 2026-11-29 12:00 UTC"
    assert f"raw data    on: {kept}, at most 100 MB and 14 days\n" in capsys.readouterr().out
    config.write_text(whole_configuration(tmp_path, ""))
    main(["status", "--config", str(config)])
    assert f"raw data    off, but {kept}: they go after 14 days" in capsys.readouterr().out
    for path in folder.iterdir():
        path.unlink()
    main(["status", "--config", str(config)])
    assert "raw data" not in capsys.readouterr().out


def test_what_is_not_known_is_said_and_is_no_zero() -> None:
    lines = list(status_lines(StatusSeen("", NOON_UTC_S, "UTC", "recording")))
    assert lines[0].startswith("no name yet ")
    assert lines[2:5] == [
        "last data   none yet",
        "today       nothing recorded today",
        "clinic      not paired: nothing is sent (easeband pair)",
    ]


@pytest.mark.parametrize(
    ("seconds", "said"), [(-1, "0 s"), (59, "59 s"), (120, "2 min"), (4_000, "1 h 6 min"), (200_000, "2.3 days")]
)
def test_durations_are_said_as_people_say_them(seconds: float, said: str) -> None:
    assert how_long(seconds) == said


def test_a_sensor_that_rests_since_nobody_wears_the_band_is_what_the_device_is_doing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "easeband.toml"
    config.write_text(whole_configuration(tmp_path, ""))
    health = HealthFile(health_beside(read_config(config, "sync").files.device), SystemClock())
    health.push([PartState("sensor", works=True, text="quiet since 2026-11-29 10:18: nobody wears it")])
    main(["status", "--config", str(config)])
    assert "doing       quiet since 2026-11-29 10:18: nobody wears it" in capsys.readouterr().out


def test_without_a_recorder_the_command_says_so_and_ends_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "easeband.toml").write_text(whole_configuration(tmp_path, ""))
    assert main(["status", "--config", str(tmp_path / "easeband.toml")]) == 1
    said = capsys.readouterr().out
    assert "doing       not recording, see below: recorder" in said
    assert "it does not run: start it (systemctl start easeband-device)" in said
    assert "no database at" in said


def test_a_configuration_with_a_mistake_is_told_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "easeband.toml").write_text("[device]\nid = 'Band 1'\n")
    assert main(["status", "--config", str(tmp_path / "easeband.toml")]) == 1
    assert "- configuration: " in capsys.readouterr().out
