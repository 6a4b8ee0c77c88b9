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


def test_what_is_the_same_for_each_clock_is_told_once() -> None:
    seen = GovernorSeen("ondemand", ("ondemand", "performance"))
    plan = power_plan(
        Power(governor="powersave"), PowerSeen({f"{n}/scaling_governor": seen for n in range(4)}, {}, {}, {})
    )
    assert len(plan.missing) == 1


@pytest.mark.parametrize("seen", [GovernorSeen("", ("ondemand", "powersave")), GovernorSeen("ondemand", ())])
def test_a_clock_that_cannot_be_read_is_told_so_and_not_set(seen: GovernorSeen) -> None:
    """Nobody could tell what is to be put back, or whether the kernel knows the word."""
    plan = power_plan(Power(governor="powersave"), PowerSeen({POLICY: seen}, {}, {}, {}))
    (missing,) = plan.missing
    what = f"/sys/{POLICY} or scaling_available_governors beside it cannot be read"
    assert (plan.knobs, missing) == ((), f'governor: {what}, asked for powersave: set governor = ""')


@pytest.mark.parametrize("seen", [LedSeen("", "255"), LedSeen("none", "")])
def test_an_led_that_cannot_be_read_is_nobodys_choice(seen: LedSeen) -> None:
    plan = power_plan(Power(), PowerSeen({}, {}, {ACT: seen}, {}))
    assert (plan.knobs, plan.left) == (
        (),
        ("LED ACT stays as it is: what makes it light cannot be read in /sys/class/leds/ACT",),
    )


def test_a_screen_that_is_plugged_in_stays_on() -> None:
    plan = power_plan(Power(hdmi=False), screen("connected"))
    assert (plan.knobs, plan.left) == ((), ("HDMI stays on: a screen is plugged in",))
    assert plan.missing == ()


def test_a_connector_whose_screen_nobody_knows_of_stays_on_too() -> None:
    plan = power_plan(Power(hdmi=False), screen("unknown"))
    why = "HDMI stays on: this kernel does not know whether a screen is plugged in"
    assert (plan.knobs, plan.left) == ((), (why,))


def test_a_connector_that_cannot_be_read_is_not_called_plugged_in() -> None:
    plan = power_plan(Power(hdmi=False), screen(""))
    assert (plan.knobs, plan.left) == ((), (f"HDMI stays as it is: /sys/{HDMI} cannot be read",))


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
