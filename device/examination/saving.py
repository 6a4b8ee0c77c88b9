"""Whether what saves power is in force: what the configuration asks for, held against the kernel's files.

Knows where it was told what was set; must never set anything, nor know what is good.
"""

from collections.abc import Iterator
from pathlib import Path

from device.examination.wire import WITH_SUDO
from device.health.checks import Check, computer, not_checked
from device.health.checks.computer import SavingSeen
from device.power import told
from device.power.told import Knob, PowerTold
from device.power.tuning import as_shown, look, power_plan
from device.system.config import Config
from drivers.power_files import PowerFiles


def saving_check(config: Config, problem: str, root: Path = Path("/")) -> Check:
    """Of the device with this configuration, by which nothing is set if there is a problem with it."""
    memory = root / told.MEMORY.relative_to("/")
    if problem:
        return not_checked(computer.SAVING, "the configuration cannot be used, so nobody knows what is asked for")
    try:
        return computer.saving(_seen(config, PowerFiles(root / "sys"), memory))
    except told.Damaged as error:
        return computer.saving(SavingSeen(missing=(str(error),)))
    except PermissionError:
        return not_checked(computer.SAVING, f"this user may not read {memory}", WITH_SUDO)


def _seen(config: Config, files: PowerFiles, memory: Path) -> SavingSeen:
    said = told.read_power(memory) or PowerTold(1)
    ours = {knob.file: knob for knob in said.knobs if as_shown(files, knob.file) == knob.shows}
    plan = power_plan(config.power, look(files, ours))
    missing = [_why(knob, said, files) for knob in plan.knobs if knob != ours.get(knob.file)]
    asked = {knob.file for knob in plan.knobs}
    extra = _words([knob for file, knob in ours.items() if file not in asked])
    return SavingSeen(
        tuple(_words([knob for file, knob in ours.items() if file in asked])),
        (*plan.missing, *missing, *(f"{words}: still set, and not asked for" for words in extra)),
        plan.left,
    )


def _why(knob: Knob, said: PowerTold, files: PowerFiles) -> str:
    """What the program said that tried to set it; else how it is."""
    refused = next((text for text in said.missing if knob.file in text), "")
    return refused or f"{knob.part}: {knob.path} shows {as_shown(files, knob.file)}, and {knob.wanted} was not set"


def _words(knobs: list[Knob]) -> Iterator[str]:
    yield from dict.fromkeys(f"governor {knob.wanted}" for knob in knobs if knob.part == "governor")
    yield from dict.fromkeys(f"{knob.part} off" for knob in knobs if knob.part in ("HDMI", "LED"))
    if cores := sum(knob.part == "cores" for knob in knobs):
        yield f"{cores} cores off" if cores > 1 else "1 core off"
