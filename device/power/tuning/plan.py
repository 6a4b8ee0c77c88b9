"""What is to be set, by what a person asked for and what was found; else why not.

Knows what each value means for a person; must never know how a file is read or written.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from device.power.told import Knob
from device.system.config import Power
from drivers.power_files import BRIGHTNESS, KNOWN_GOVERNORS, TRIGGER

NOBODY: Final = "none"  # a trigger: whoever writes the brightness decides
UNLIT: Final = "0"
# By which a Raspberry Pi's LEDs light as it comes. Any other was chosen by somebody, and may have settings of its own
# that would be lost: sysfs-class-led-trigger-*.
COMES_WITH: Final = ("actpwr", "default-on", "input", "mmc0", "mmc1")
NOT_SHOWN: Final = ""
NO_SCREEN: Final = "disconnected"
WHY_ON: Final = {  # by what a connector shows
    "connected": "HDMI stays on: a screen is plugged in",
    "unknown": "HDMI stays on: this kernel does not know whether a screen is plugged in",
}
ON, OFF = "1", "0"
COMMAND_LINE: Final = "/boot/firmware/cmdline.txt"


@dataclass(frozen=True)
class GovernorSeen:
    """Of one clock: the governor in force, and those that the kernel knows."""

    now: str
    known: tuple[str, ...]


@dataclass(frozen=True)
class LedSeen:
    """What makes it light, and how brightly it does."""

    trigger: str
    brightness: str


@dataclass(frozen=True)
class PowerSeen:
    """All that was found, by file or, for an LED, by folder. `cores`: of those that can be switched, on or off.

    `cores_on`: how many are; 0 where nobody tells. `command_line`: the kernel's own, where it shows it.
    """

    governors: Mapping[str, GovernorSeen]
    screens: Mapping[str, str]
    leds: Mapping[str, LedSeen]
    cores: Mapping[str, str]
    cores_on: int = 0
    command_line: str = ""


@dataclass(frozen=True)
class PowerPlan:
    """`knobs`: what is to be set. `missing`: what cannot be, and what to do; `left`: what had better stay, and why."""

    knobs: tuple[Knob, ...] = ()
    missing: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


Offered = Iterator[Knob | str]


def power_plan(asked: Power, seen: PowerSeen) -> PowerPlan:
    """What to do on a computer on which this was found, before anything was set."""
    must: list[Callable[[Power, PowerSeen], Offered]] = [_governors, _cores]
    may: list[Callable[[Power, PowerSeen], Offered]] = [_screens, _leds]
    wanted, offered = ([one for part in parts for one in part(asked, seen)] for parts in (must, may))
    return PowerPlan(
        tuple(one for one in (*wanted, *offered) if isinstance(one, Knob)),
        tuple(dict.fromkeys(one for one in wanted if isinstance(one, str))),
        tuple(dict.fromkeys(one for one in offered if isinstance(one, str))),
    )


def _governors(asked: Power, seen: PowerSeen) -> Offered:
    name = asked.governor
    if name and not seen.governors:
        yield f'governor: this kernel shows no clock that it sets (no cpufreq), asked for {name}: set governor = ""'
    for file, governor in seen.governors.items() if name else ():
        if not governor.known or governor.now == NOT_SHOWN:
            yield (
                f"governor: /sys/{file} or {KNOWN_GOVERNORS} beside it cannot be read, asked for {name}:"
                ' set governor = ""'
            )
        elif name not in governor.known:
            yield f"governor: this kernel knows {', '.join(governor.known)}, asked for {name}: choose one of them"
        elif governor.now != name:
            yield Knob("governor", file, governor.now, name, name)


def _cores(asked: Power, seen: PowerSeen) -> Offered:
    """The last ones first; the first one always stays on."""
    too_many = seen.cores_on - asked.cores if asked.cores else 0
    files = [file for file in sorted(seen.cores, reverse=True) if seen.cores[file] == ON and "/cpu0/" not in file]
    if too_many > len(files):
        yield (
            f"cores: {seen.cores_on} are on, asked for {asked.cores}, and this kernel cannot switch them off while it"
            f" runs: add maxcpus={asked.cores} to the one line of {COMMAND_LINE} and restart, or set cores = 0"
        )
        return
    yield from (Knob("cores", file, ON, OFF, OFF) for file in files[: max(0, too_many)])


def _screens(asked: Power, seen: PowerSeen) -> Offered:
    if not asked.hdmi and not seen.screens:
        yield "HDMI: this kernel shows none, nothing is switched"
    for file, status in seen.screens.items() if not asked.hdmi else ():
        name = file.split("/")[-2].partition("-")[2]
        if f"video={name}:" in seen.command_line:
            yield f"HDMI stays: video={name}: in {COMMAND_LINE} decides about it"
        elif status != NO_SCREEN:
            yield WHY_ON.get(status, f"HDMI stays as it is: /sys/{file} cannot be read")
        else:
            yield Knob("HDMI", file, "detect", "off", NO_SCREEN)


def _leds(asked: Power, seen: PowerSeen) -> Offered:
    for folder, led in seen.leds.items() if not asked.leds else ():
        name = folder.rpartition("/")[2]
        if NOT_SHOWN in (led.trigger, led.brightness):
            yield f"LED {name} stays as it is: what makes it light cannot be read in /sys/{folder}"
        elif led.trigger in COMES_WITH:
            yield Knob("LED", f"{folder}/{TRIGGER}", led.trigger, NOBODY, NOBODY)
        elif led.trigger == NOBODY and led.brightness != UNLIT:
            yield Knob("LED", f"{folder}/{BRIGHTNESS}", led.brightness, UNLIT, UNLIT)
        elif led.trigger != NOBODY:
            yield f"LED {name} stays: somebody chose its trigger {led.trigger}"
