"""Sets what is planned and puts it back: what was found is remembered before anything is set.

Knows the order of steps and what a refusal means; must never know why something is wanted.
"""

import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Final

from device.power import told
from device.power.told import Knob, PowerTold
from device.power.tuning.looking import as_shown, look
from device.power.tuning.plan import PowerPlan, power_plan
from device.system.config import Power
from device.system.files import sudo_or
from drivers.power_files import PowerFiles

NOTHING: Final = PowerTold(1)
LOCK: Final = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
OURS_ALONE: Final = 0o600  # whoever may open it could hold it for ever

log = logging.getLogger(__name__)


class Tuner:
    """One computer's files; `memory` is where what was found is remembered."""

    def __init__(self, files: PowerFiles, memory: Path) -> None:
        self._files, self._memory = files, memory

    def apply(self, asked: Power) -> PowerTold:
        """Set what is asked for, put back what no longer is; what came of it. Raises Damaged and OSError."""
        with self._alone():
            return self._apply(asked)

    def _apply(self, asked: Power) -> PowerTold:
        ours = self._ours()
        plan = power_plan(asked, look(self._files, ours))
        told.put_power(self._memory, PowerTold(1, (*ours.values(), *plan.knobs)))  # killed now, one of both is ours
        done = self._done(plan, ours)
        told.put_power(self._memory, done)
        for text in (*done.missing, *done.left):
            log.warning("%s", text)
        return done

    def _done(self, plan: PowerPlan, ours: Mapping[str, Knob]) -> PowerTold:
        """What came of it, and what is remembered from now on."""
        wanted = {knob.file for knob in plan.knobs}
        stuck = self._put_back(knob for file, knob in ours.items() if file not in wanted)
        staying = [knob for file, knob in ours.items() if file in wanted]
        refused = {knob: why for knob in plan.knobs if (why := self._set(knob))}
        taken = [knob for knob in plan.knobs if knob not in refused or not shows_the_same(knob)]
        kept = {knob.file: knob for knob in (*stuck, *staying, *taken) if self._may_be_ours(knob)}
        return PowerTold(1, tuple(kept.values()), (*plan.missing, *refused.values()), plan.left)

    def undo(self) -> bool:
        """Put everything back; whether all of it is. Raises Damaged and OSError."""
        with self._alone():
            stuck = self._put_back(self._ours().values())
            if stuck:
                told.put_power(self._memory, PowerTold(1, tuple(stuck)))
            else:
                self._memory.unlink(missing_ok=True)
        return not stuck

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Of two at once, the service and a person, one would take the other's values for what was found."""
        lock = os.open(self._memory.with_suffix(".lock"), LOCK, OURS_ALONE)
        try:
            flock(lock, LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _ours(self) -> dict[str, Knob]:
        """What is remembered and still as we set it: anything else was never set, or is somebody else's by now."""
        remembered = told.read_power(self._memory) or NOTHING
        return {knob.file: knob for knob in remembered.knobs if self._may_be_ours(knob)}

    def _may_be_ours(self, knob: Knob) -> bool:
        """Also where nothing is shown: the clock of a core that is off, say, comes back as it was."""
        return as_shown(self._files, knob.file) in (knob.shows, "")

    def _set(self, knob: Knob) -> str:
        """Why it could not be set; empty if it could, or was already."""
        now = as_shown(self._files, knob.file)
        if now == knob.shows and not shows_the_same(knob):
            return ""
        if error := self._refusal(knob, knob.wanted, now):
            return f"{knob.part} stays {now or 'as it is'}: {knob.path} does not take {knob.wanted}: {error.strerror}"
        after = as_shown(self._files, knob.file)
        return "" if after == knob.shows else f"{knob.part}: {knob.path} took {knob.wanted} and shows {after}"

    def _put_back(self, knobs: Iterable[Knob]) -> list[Knob]:
        """Those that could not be, in order; the last that was set is put back first."""
        stuck = []
        for knob in reversed(list(knobs)):
            if error := self._refusal(knob, knob.found, as_shown(self._files, knob.file)):
                why = f"{knob.path} does not take {knob.found}: {error.strerror}"
                log.error("%s: not put back: %s: %s", knob.part, why, sudo_or(error.errno, "a restart does it"))
                stuck.append(knob)
        return stuck[::-1]

    def _refusal(self, knob: Knob, value: str, before: str) -> OSError | None:
        """Why the kernel does not take it; None if it does."""
        try:
            self._files.write(knob.file, value)
        except OSError as error:
            return error
        log.info("%s: %s -> %s", knob.path, before, value)
        return None


def shows_the_same(knob: Knob) -> bool:
    """Whether nobody can see if it is set: a connector without a screen."""
    return knob.part == "HDMI"
