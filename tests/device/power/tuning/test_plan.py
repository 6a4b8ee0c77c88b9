"""What is set for whom: what helps and is there; else why not, and what to do."""

import pytest

from device.power.told import Knob
from device.power.tuning import GovernorSeen, LedSeen, PowerSeen, power_plan
from device.system.config import Power

POLICY = "devices/system/cpu/cpufreq/policy0/scaling_governor"
HDMI = "class/drm/card1-HDMI-A-1/status"
ACT = "class/leds/ACT"
NOTHING = PowerSeen({}, {}, {}, {})
LEFT_ALONE = Power(leds=True)


def screen(status: str, command_line: str = "") -> PowerSeen:
    return PowerSeen({}, {HDMI: status}, {}, {}, command_line=command_line)


def cores(on: int, switchable: int) -> PowerSeen:
    files = {f"devices/system/cpu/cpu{number}/online": "1" for number in range(4 - switchable, 4)}
    return PowerSeen({}, {}, {}, files, on)


def test_nothing_asked_for_is_nothing_done_whatever_is_there() -> None:
    seen = PowerSeen(
        {POLICY: GovernorSeen("ondemand", ("ondemand", "powersave"))},
        {HDMI: "disconnected"},
        {ACT: LedSeen("mmc0", "255")},
        {"devices/system/cpu/cpu1/online": "1"},
        cores_on=4,
    )
    plan = power_plan(LEFT_ALONE, seen)
    assert (plan.knobs, plan.missing, plan.left) == ((), (), ())


def test_a_governor_that_this_kernel_has_not_is_told_with_those_that_it_has() -> None:
    seen = PowerSeen({POLICY: GovernorSeen("ondemand", ("ondemand", "performance"))}, {}, {}, {})
    plan = power_plan(Power(governor="powersave"), seen)
    assert plan.missing == (
        "governor: this kernel knows ondemand, performance, asked for powersave: choose one of them",
    )
    assert plan.knobs == ()


def test_a_screen_that_is_plugged_in_stays_on() -> None:
    plan = power_plan(Power(hdmi=False), screen("connected"))
    assert (plan.knobs, plan.left) == ((), ("HDMI stays on: a screen is plugged in (connected)",))
    assert plan.missing == ()


def test_a_connector_whose_screen_nobody_knows_of_stays_on_too() -> None:
    assert power_plan(Power(hdmi=False), screen("unknown")).knobs == ()


def test_hdmi_without_a_screen_goes_off_and_is_put_back_to_finding_one() -> None:
    (knob,) = power_plan(Power(hdmi=False), screen("disconnected")).knobs
    assert knob == Knob("HDMI", HDMI, found="detect", wanted="off", shows="disconnected")


def test_a_connector_that_the_cards_command_line_decides_about_is_left() -> None:
    """Nobody could tell how to put it back: the kernel does not show what was forced."""
    plan = power_plan(Power(hdmi=False), screen("disconnected", "console=tty1 video=HDMI-A-1:d rootwait"))
    assert (plan.knobs, plan.left) == (
        (),
        ("HDMI stays: video=HDMI-A-1: in /boot/firmware/cmdline.txt decides about it",),
    )


@pytest.mark.parametrize(
    ("on", "switchable", "wanted", "files"),
    [(4, 3, 1, ["cpu3", "cpu2", "cpu1"]), (4, 3, 3, ["cpu3"]), (4, 3, 4, []), (1, 0, 1, []), (1, 0, 2, [])],
)
def test_the_last_cores_go_first_and_one_always_stays(on: int, switchable: int, wanted: int, files: list[str]) -> None:
    plan = power_plan(Power(cores=wanted, leds=True), cores(on, switchable))
    assert [knob.file.split("/")[-2] for knob in plan.knobs] == files
    assert plan.missing == ()


def test_the_first_core_stays_even_where_it_could_be_switched() -> None:
    seen = PowerSeen({}, {}, {}, {f"devices/system/cpu/cpu{number}/online": "1" for number in range(4)}, 4)
    assert len(power_plan(Power(cores=1), seen).knobs) == 3


def test_a_kernel_that_cannot_switch_cores_is_told_with_the_word_for_the_card() -> None:
    """As a Zero 2 W's: its firmware has no PSCI, and the kernel shows no file (raspberrypi/linux#6409)."""
    (missing,) = power_plan(Power(cores=1), cores(4, 0)).missing
    assert missing == (
        "cores: 4 are on, asked for 1, and this kernel cannot switch them off while it runs: add maxcpus=1 to the one"
        " line of /boot/firmware/cmdline.txt and restart, or set cores = 0"
    )


@pytest.mark.parametrize(
    ("trigger", "brightness", "knob"),
    [
        ("actpwr", "255", Knob("LED", f"{ACT}/trigger", "actpwr", "none", "none")),
        ("none", "128", Knob("LED", f"{ACT}/brightness", "128", "0", "0")),
        ("none", "0", None),
    ],
)
def test_an_led_goes_dark_by_whatever_lights_it(trigger: str, brightness: str, knob: Knob | None) -> None:
    plan = power_plan(Power(), PowerSeen({}, {}, {ACT: LedSeen(trigger, brightness)}, {}))
    assert plan.knobs == ((knob,) if knob else ())


def test_an_led_that_somebody_lets_blink_in_a_way_of_their_own_is_left() -> None:
    plan = power_plan(Power(), PowerSeen({}, {}, {ACT: LedSeen("timer", "255")}, {}))
    assert (plan.knobs, plan.left) == (
        (),
        ("LED ACT stays: somebody chose its trigger timer",),
    )


def test_a_board_without_leds_is_no_fault() -> None:
    plan = power_plan(Power(), NOTHING)
    assert (plan.knobs, plan.missing, plan.left) == ((), (), ())
