"""Sets what is planned and puts it back: what was found is remembered before anything is set.

Knows the order of steps and what a refusal means; must never know why something is wanted.
"""

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from device.power import told
from device.power.told import Knob, PowerTold
from device.power.tuning.looking import as_shown, look
from device.power.tuning.plan import power_plan
from device.system.config import Power
from drivers.power_files import PowerFiles

NOTHING: Final = PowerTold(1)

log = logging.getLogger(__name__)


class Tuner:
    """One computer's files; `memory` is where what was found is remembered."""

    def __init__(self, files: PowerFiles, memory: Path) -> None:
        self._files, self._memory = files, memory

    def apply(self, asked: Power) -> PowerTold:
        """Set what is asked for, put back what no longer is; what came of it. Raises Damaged and OSError."""
        ours = self._ours()
        plan = power_plan(asked, look(self._files, ours))
        told.put_power(self._memory, PowerTold(1, (*ours.values(), *plan.knobs)))  # killed now, one of both is ours
        wanted = {knob.file for knob in plan.knobs}
        stuck = self._put_back(knob for file, knob in ours.items() if file not in wanted)
        refused = [text for knob in plan.knobs if (text := self._set(knob))]
        before = [knob for file, knob in ours.items() if file in wanted]
        kept = {knob.file: knob for knob in (*stuck, *before, *plan.knobs) if self._is_ours(knob)}
        done = PowerTold(1, tuple(kept.values()), (*plan.missing, *refused), plan.left)
        told.put_power(self._memory, done)
        for text in (*done.missing, *done.left):
            log.warning("%s", text)
        return done

    def undo(self) -> bool:
        """Put everything back; whether all of it is. Raises Damaged and OSError."""
        stuck = self._put_back(self._ours().values())
        if stuck:
            told.put_power(self._memory, PowerTold(1, tuple(stuck)))
        else:
            self._memory.unlink(missing_ok=True)
        return not stuck

    def _ours(self) -> dict[str, Knob]:
        """What is remembered and still as we set it: anything else was never set, or is somebody else's by now."""
        remembered = told.read_power(self._memory) or NOTHING
        return {knob.file: knob for knob in remembered.knobs if self._is_ours(knob)}

    def _is_ours(self, knob: Knob) -> bool:
        return as_shown(self._files, knob.file) == knob.shows

    def _set(self, knob: Knob) -> str:
        """Why it could not be set; empty if it could, or was already."""
        now = as_shown(self._files, knob.file)
        if now == knob.shows and knob.part != "HDMI":  # which shows the same before
            return ""
        if why := self._written(knob.file, knob.wanted, now):
            return f"{knob.part} stays {now}: {why}"
        after = as_shown(self._files, knob.file)
        return "" if after == knob.shows else f"{knob.part}: {knob.file} took {knob.wanted} and shows {after}"

    def _put_back(self, knobs: Iterable[Knob]) -> list[Knob]:
        """Those that could not be, in order; the last that was set is put back first."""
        stuck = []
        for knob in reversed(list(knobs)):
            if why := self._written(knob.file, knob.found, as_shown(self._files, knob.file)):
                log.error("%s is not put back: %s: a restart does it", knob.part, why)
                stuck.append(knob)
        return stuck[::-1]

    def _written(self, file: str, value: str, before: str) -> str:
        """Why the kernel does not take it; empty if it does."""
        try:
            self._files.write(file, value)
        except OSError as error:
            return f"{file} does not take {value}: {error.strerror}"
        log.info("%s: %s -> %s", file, before, value)
        return ""
