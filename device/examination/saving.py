"""Whether what saves power is in force: what the configuration asks for, held against the kernel's files.

Knows where it was told what was set; must never set anything, nor know what is good.
"""

from collections.abc import Iterator

from device.health.checks.computer import SavingSeen
from device.power import told
from device.power.told import Knob, PowerTold
from device.power.tuning import as_shown, look, power_plan
from device.system.config import Config
from drivers.power_files import PowerFiles


def saving_seen(config: Config, files: PowerFiles | None = None) -> SavingSeen:
    """Of the device with this configuration; `files`: in place of the kernel's own."""
    files = files or PowerFiles()
    try:
        said = told.read_power(told.power_file(config.files.device)) or PowerTold(1)
    except told.Damaged as error:
        return SavingSeen(missing=(str(error),))
    ours = {knob.file: knob for knob in said.knobs if as_shown(files, knob.file) == knob.shows}
    plan = power_plan(config.power, look(files, ours))
    missing = [_why(knob, said, files) for knob in plan.knobs if knob != ours.get(knob.file)]
    return SavingSeen(tuple(_words(list(ours.values()))), (*plan.missing, *missing), plan.left)


def _why(knob: Knob, said: PowerTold, files: PowerFiles) -> str:
    """What the program said that tried to set it; else how it is."""
    refused = next((text for text in said.missing if knob.file in text), "")
    return refused or f"{knob.part}: {knob.file} shows {as_shown(files, knob.file)}, and {knob.wanted} was not set"


def _words(knobs: list[Knob]) -> Iterator[str]:
    yield from dict.fromkeys(f"governor {knob.wanted}" for knob in knobs if knob.part == "governor")
    yield from dict.fromkeys(f"{knob.part} off" for knob in knobs if knob.part in ("HDMI", "LED"))
    if cores := sum(knob.part == "cores" for knob in knobs):
        yield f"{cores} cores off" if cores > 1 else "1 core off"
