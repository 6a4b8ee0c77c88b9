"""When each sample happened, worked out from the looks into the sensor's FIFO.

Knows counts and times; must never know registers or what the samples mean. A frame has no time of its own, but every
look sets two hard limits: the newest frame was there at its end, and the frame after it was not yet there at its
beginning. The sensor's clock is one of the lines between all these limits; the one in their middle is taken for it.
"""

import math
from collections import deque
from typing import Final

import numpy as np

from device.sensor.clock_lines import ClockLine, Lines, Look, Periods, lines_between
from device.signals.samples import Samples
from drivers.mpu6050 import Frames

REMEMBERED_S: Final = 30.0  # long enough for a sharp period, short enough to follow the sensor's temperature
REFIT_S: Final = 2.0
FIRST_REFITS: Final = 0.2  # of the time known so far: the first lines are soon bettered
SLEW: Final = 2  # times the time to the next fit: a new line is approached with a slope, so that time never jumps
STEEPEST: Final = 0.05  # seconds a second: no line turns faster towards another, so that time always rises
SURE: Final = 0.65  # of a period: the first samples after a restart are dated once they are this far off at most ...
MOST_HELD_S: Final = 2.0  # ... or this old: looks in step with the sensor would never tell enough
EARLY_S: Final = 0.0006  # a computer wakes up late by about this, so aimed looks are begun up to this much earlier
SPREAD: Final = (math.sqrt(5) - 1) / 2  # its multiples fill the unit interval evenly
TOLERANCE: Final = 0.06  # of the period: the sensor's slower oscillator is only good to 5 %
KEPT_TOLERANCE: Final = 0.005  # by how much warmth can change the periods that were possible before a restart
SHARP_S: Final = 5.0  # looks over so long a time tell the rate well
CONTRADICTION: Final = 0.5  # of a period: to bend its clock so far, warmth would have to change it by 0.8 % in SHARP_S


class SampleClock:
    """Gives frames their times. Times always rise, also over restarts.

    After half a minute they are less than 0.3 ms off if the looks are made at `next_look_s`, 0.9 ms if they are made at
    other times that are not in step with the sensor. Before, they are further off: at 100 Hz the first samples after a
    start or a restart up to 6.5 ms, usually 2 to 3, and after five seconds 2 ms. Looks that are all in step or very
    uneven make that up to 9 ms.

    The first frames are held back until they are that sure, and lost if a restart comes before: if the looks are made
    at `next_look_s`, for 1.0 to 1.8 s after a start and 0.2 to 0.6 s after a restart, otherwise for 2 s and a look at
    most.
    What is missing between the last sample before a restart and the first one after it is the gap:
    (first - last) * rate - 1 samples.

    Frames whose number contradicts the time that passed have no times, nor have those still held back; what comes after
    them is dated anew, as after a restart. `contradicted_by` says so. The frames of a look that took longer than a
    period wait for the next one: if the sensor paused meanwhile, only that one shows it. Among the first looks after a
    start a wrong number can pass for a clock that is 5 % off; then times are up to two periods off until that is found.
    """

    def __init__(self, rate_hz: float, delay_s: float) -> None:
        """`rate_hz`: what the sensor should do. `delay_s`: how much later than the motion a sample is taken."""
        self._nominal_s = 1 / rate_hz
        self._delay_s = delay_s
        self._last_s = -np.inf
        self._next_number = self._looks_made = 0
        self._at_all = self._likely = Periods(self._nominal_s, self._nominal_s).widened(TOLERANCE)
        self._looks: deque[Look] = deque()
        self._begin_again()

    @property
    def rate_hz(self) -> float | None:
        """What the sensor really does; None until that is known well."""
        return 1 / self._best.period_s if self._best and self._sharp else None

    def push(self, frames: Frames) -> list[Samples]:
        """One `Samples` with these frames and those held back before; nothing while they are held or there are none."""
        contradicted = self.contradicted_by(frames)
        if contradicted and not self._sharp:
            self._likely = self._at_all  # they may be what is wrong
        if frames.restarted or frames.first_number < self._next_number or contradicted:
            self._begin_again()
        self._next_number = frames.first_number + len(frames.acceleration_g)
        if contradicted or not len(frames.acceleration_g):
            return []
        look = _look(frames)
        self._held.append(frames)
        self._remember(look)
        waits = look.after_s - look.before_s > self._nominal_s and len(self._held) == 1
        return [self._release(line)] if (line := self._line) and not waits else []

    def contradicted_by(self, frames: Frames) -> bool:
        """Whether these frames, not pushed yet, cannot be the next by the time that passed, by more than half a period.

        Then their count was misread, an earlier one was, or the sensor paused. A computer that stalls contradicts
        nothing: its looks only say less.
        """
        if not len(frames.acceleration_g) or frames.restarted or frames.first_number < self._next_number:
            return False
        look, most_s = _look(frames), CONTRADICTION * self._nominal_s
        if not self._best or self._best.misses_s(look) <= most_s:
            return False
        recent = [one for one in self._looks if one.after_s > look.after_s - SHARP_S]
        periods = self._at_all if self._sharp else self._likely
        return lines_between([*recent, look], periods).contradiction_s > most_s

    def next_look_s(self, earliest_s: float) -> float:
        """When to look next to learn most: within a period of `earliest_s`.

        Every other look is aimed at a moment when a frame is due: whether it is there by then halves what is unknown.
        The looks between are spread over the period, so that they are never in step with the sensor. While frames are
        held back, all are aimed.
        """
        spread = self._looks_made // 2 * SPREAD % 1
        if self._best is None:
            return earliest_s + spread * self._nominal_s
        if self._line and self._looks_made % 2:
            return self._best.next(earliest_s, spread)
        return self._best.next(earliest_s) - spread * EARLY_S

    def _begin_again(self) -> None:
        if self._looks:
            self._likely = self._possible().periods.widened(KEPT_TOLERANCE).within(self._at_all)
        self._looks.clear()
        self._held: list[Frames] = []
        self._best: ClockLine | None = None  # of the last fit
        self._line: ClockLine | None = None  # the one in use, on its way from the last best line to this
        self._next_number = 0
        self._next_fit_s = -np.inf

    @property
    def _known_s(self) -> float:
        return self._looks[-1].after_s - self._looks[0].after_s

    @property
    def _sharp(self) -> bool:
        return self._known_s >= SHARP_S

    def _remember(self, look: Look) -> None:
        self._looks_made += 1
        self._looks.append(look)
        while self._looks[0].after_s < look.after_s - REMEMBERED_S:
            self._looks.popleft()
        if self._line is None:
            self._begin(self._possible())
        elif look.after_s >= self._next_fit_s:
            self._turn(self._line, self._possible())

    def _possible(self) -> Lines:
        likely = lines_between(self._looks, self._likely)
        return likely if likely.consistent else lines_between(self._looks, self._at_all)

    def _begin(self, lines: Lines) -> None:
        """With the middle line, if that is sure enough for the frames held back."""
        oldest = self._held[0].first_number
        best = self._best = lines.middle(oldest)
        held_s = self._looks[-1].after_s - best.start_s
        if held_s > MOST_HELD_S or lines.unsure_s(oldest) <= SURE * self._nominal_s:
            start_s = max(best.start_s, self._last_s + self._nominal_s)
            self._line = self._towards(best, start_s)

    def _turn(self, line: ClockLine, lines: Lines) -> None:
        """From the line in use towards the middle line."""
        self._best = lines.middle(self._looks[0].newest)
        self._line = self._towards(self._best, line.at(self._held[0].first_number))

    def _towards(self, best: ClockLine, start_s: float) -> ClockLine:
        """From the next sample, at `start_s`, to where the best line will be some time after it was fitted again."""
        refit_s = min(REFIT_S, FIRST_REFITS * self._known_s)
        self._next_fit_s = self._looks[-1].after_s + refit_s
        number = self._held[0].first_number
        new_s = (self._next_number - number) * self._nominal_s
        slew_s = max(SLEW * refit_s, new_s, abs(best.at(number) - start_s) / STEEPEST)
        steps = slew_s / self._nominal_s
        return ClockLine(number, start_s, (best.at(number + steps) - start_s) / steps)

    def _release(self, line: ClockLine) -> Samples:
        held, self._held = self._held, []
        acceleration_g = np.concatenate([frames.acceleration_g for frames in held])
        turning = [frames.rotation_dps for frames in held if frames.rotation_dps is not None]
        rotation_dps = np.concatenate(turning) if len(turning) == len(held) else None
        first = held[0].first_number - line.number
        time_s = line.start_s + np.arange(first, first + len(acceleration_g), dtype=np.float64) * line.period_s
        self._last_s = float(time_s[-1])
        return Samples(time_s - self._delay_s, acceleration_g, rotation_dps)


def _look(frames: Frames) -> Look:
    return Look(frames.first_number + len(frames.acceleration_g) - 1, frames.before_s, frames.after_s)
