"""The device's parts put together, and the loop that runs them.

Knows ports, the order of steps and how often each is due; must never know what a step decides. Begin with `loop.py`;
`parts.py` builds it. `bus_session.py` and `workbench.py` are for other commands and not loaded with the recorder.
"""

from device.program import renewal
from device.program.guide import Guide, NobodyThere
from device.program.parts import build_loop, calibration_in_use, open_panel, told_lock
from device.program.ports import PanelPort, PrescribesExercises, TellsState
from device.program.refused import wait_until_corrected
from device.program.told_time import ToldTime

__all__ = [
    "Guide",
    "NobodyThere",
    "PanelPort",
    "PrescribesExercises",
    "TellsState",
    "ToldTime",
    "build_loop",
    "bus_session",
    "calibration_in_use",
    "open_panel",
    "renewal",
    "told_lock",
    "wait_until_corrected",
    "workbench",
]
