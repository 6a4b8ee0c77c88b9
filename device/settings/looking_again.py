"""What a program without patients does with a refused configuration: say so, wait, and look again.

Knows how long to wait; must never know what the program is for.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Final

from device.settings.last_good import state_folder
from device.settings.reading import read_settings
from device.system.clock import Clock
from device.system.config import BadConfig, Config, Program
from device.system.systemd import notify

log = logging.getLogger(__name__)

FIRST_WAIT_S: Final = 5.0  # ours: as long as systemd waits before it starts a service again
LONGEST_WAIT_S: Final = 60.0
SHORT_WAIT_S: Final = 0.5  # of a wait, between two questions whether to stop


def settings_when_good(path: Path, program: Program, clock: Clock, stopping: Callable[[], bool]) -> Config | None:
    """The configuration once it can be used; None if asked to stop before.

    Raises BadConfig where somebody sits at a terminal and can correct it.
    """
    wait_s, told = FIRST_WAIT_S, ""
    while not stopping():
        try:
            config = read_settings(path, program)
        except BadConfig as error:
            if state_folder() is None:
                raise
            told = _tell(str(error), told)
        else:
            notify(f"STATUS={path} is followed")
            return config
        _wait(wait_s, clock, stopping)
        wait_s = min(2 * wait_s, LONGEST_WAIT_S)
    return None


def _tell(problem: str, told: str) -> str:
    if problem != told:
        log.error("the configuration is looked at again until it can be used: %s", problem)
        notify("READY=1")  # or systemd would end a program that waits
        notify(f"STATUS=configuration refused: {' '.join(problem.split())}")
    return problem


def _wait(seconds: float, clock: Clock, stopping: Callable[[], bool]) -> None:
    until_s = clock.monotonic_s() + seconds
    while clock.monotonic_s() < until_s and not stopping():
        clock.sleep(SHORT_WAIT_S)
