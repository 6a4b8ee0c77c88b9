"""One check-up while it lasts: which stage is on, when it begins to count, and what was done so far.

Knows the order of stages and their seconds; must never know the button, the lights, or what is measured. The times of
its stages follow from when it began and what was skipped alone, however often somebody looks.
"""

from device.programme import Programme
from device.programme.items import TAKE_POSITION_S, CheckupPlan
from device.records.facts import Checkup, CheckupEnd, CheckupPart, CheckupStage, StageEnd, StageResult


class RunningCheckup:
    """The stages of `plan` one after the other, once `begin` was called."""

    def __init__(self, programme: Programme, plan: CheckupPlan) -> None:
        self._programme, self._plan = programme, plan
        self._start_s: float | None = None
        self._from_s = self._part_s = 0.0  # when the stage that is on counts, and the part was first shown
        self._done: list[StageResult] = []

    @property
    def begun(self) -> bool:
        """Whether the first stage was shown."""
        return self._start_s is not None

    @property
    def from_s(self) -> float:
        """When the stage that is on begins to count; before it the position is taken."""
        return self._from_s

    @property
    def stage(self) -> CheckupStage | None:
        """The one that is on; None after the last."""
        return None if self.over else self._plan.stages[len(self._done)][1]

    @property
    def over(self) -> bool:
        """Whether every stage was done or skipped."""
        return len(self._done) == len(self._plan.stages)

    def begin(self, now_s: float) -> None:
        """The lights show the first stage."""
        self._start_s, self._part_s, self._from_s = now_s, now_s, now_s + TAKE_POSITION_S

    def stage_over(self, now_s: float) -> bool:
        """Whether the stage that is on is."""
        return self.begun and not self.over and now_s >= self._until_s

    def next_stage(self) -> None:
        """The one that was on is over."""
        self._end_stage(self._until_s, "done")

    def skip_part(self, at_s: float) -> None:
        """Nothing more of the part that is on, if that was on at `at_s`, when somebody wanted it."""
        if self.over or at_s < self._part_s:
            return
        part = self._part
        while not self.over and self._part == part:
            self._end_stage(at_s, "skipped")

    def record(self, now_s: float, ended: CheckupEnd) -> Checkup:
        """What it came to by `now_s`, if it ended so; the stage that is on was cut off then."""
        assert self._start_s is not None  # noqa: S101 - only what was begun is recorded
        cut = () if self.over else (self._result(now_s, "cut off"),)
        stages = (*self._done, *(one for one in cut if one.duration_s > 0))
        last_s = self._from_s - TAKE_POSITION_S if self.over else self._until_s  # however late somebody looks
        end_s = max(min(now_s, last_s), self._start_s)
        return Checkup(
            start_s=self._start_s,
            duration_s=end_s - self._start_s,
            programme=self._programme.id,
            version=self._programme.version,
            site=self._programme.site,
            parts=tuple(dict.fromkeys(part for part, _, _ in self._plan.stages)),
            ended=ended,
            stages=stages,
        )

    @property
    def _part(self) -> CheckupPart:
        return self._plan.stages[len(self._done)][0]

    @property
    def _until_s(self) -> float:
        return self._from_s + self._plan.stages[len(self._done)][2]

    def _end_stage(self, end_s: float, ended: StageEnd) -> None:
        part = self._part
        self._done.append(self._result(end_s, ended))
        self._from_s = end_s + TAKE_POSITION_S
        if not self.over and self._part != part:
            self._part_s = end_s

    def _result(self, end_s: float, ended: StageEnd) -> StageResult:
        assert self._start_s is not None  # noqa: S101 - only what was begun has stages
        _, stage, asked_s = self._plan.stages[len(self._done)]
        length_s = min(max(0.0, end_s - self._from_s), asked_s)
        return StageResult(stage, self._from_s - self._start_s, asked_s, length_s, ended)
