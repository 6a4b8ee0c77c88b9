"""When the sensor rests: whatever happens, every moment is told once, and who needs samples gets them."""

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from device.sensor.quiet_mode import QuietMode
from drivers.i2c.tap import below_smbus2
from tests.device.sensor.test_quiet import SETTLED_S, Quiet
from tests.support.examples import examples

ALTERNATE = ["begins", "ends"] * 20


def test_what_is_not_allowed_never_begins() -> None:
    it = Quiet()
    it.run(SETTLED_S)
    mode = QuietMode(it.sensing, allowed=False)
    assert mode.push(lies=True, needed=False) == ("none", [])
    assert not mode.quiet


class AnyLife(RuleBasedStateMachine):
    """Whatever happens to a sensor that may be quiet, every moment is sampled or told, once, and never as another."""

    @initialize()
    def begin(self) -> None:
        self.it = Quiet()
        self.it.run(SETTLED_S)
        self.mode, self.turns = QuietMode(self.it.sensing, allowed=True), list[str]()

    def told(self, *, lies: bool = False, needed: bool = False) -> None:
        """As the loop tells it after each look."""
        with below_smbus2(self.it.kernel):
            turn, gaps = self.mode.push(lies=lies, needed=needed)
        self.turns.append(turn)
        self.it.gaps += gaps

    def lives(self, seconds: float) -> None:
        """As the loop does, while nothing says that it lies."""
        self.it.run(self.it.clock.monotonic_s() + seconds)
        self.told()

    @rule(seconds=st.integers(1, 130))
    def time_goes_by(self, seconds: int) -> None:
        self.lives(seconds if self.mode.quiet else min(seconds, 5))

    @rule()
    def it_lies(self) -> None:
        self.told(lies=True)
        assert self.mode.quiet

    @rule(lies=st.booleans())
    def somebody_needs_it(self, lies: bool) -> None:  # noqa: FBT001 - drawn
        self.told(lies=lies, needed=True)
        assert not self.mode.quiet
        self.lives(3)

    @precondition(lambda self: self.mode.quiet)
    @rule(later_s=st.floats(0.0, 0.9))
    def somebody_takes_it(self, later_s: float) -> None:
        self.it.look()
        self.it.table.from_s = self.it.clock.monotonic_s() + later_s
        self.lives(later_s + 1.1)
        assert not self.mode.quiet
        self.lives(3)
        self.it.table.from_s = np.inf
        self.lives(1)  # it is put down, and that is seen: else it is held as it lay

    @rule(flips=st.booleans())
    def something_breaks(self, flips: bool) -> None:  # noqa: FBT001 - drawn
        if flips:
            self.it.chip.flip(0x19, 0x01)
        else:
            self.it.chip.power_on()
        self.lives(6)
        assert not self.mode.quiet
        assert not self.it.sensing.missing

    @invariant()
    def all_time_is_told_once(self) -> None:
        it = self.it
        gaps = sorted(it.gaps, key=lambda gap: gap.start_s)
        ends_s = [gap.start_s + gap.duration_s for gap in gaps]
        assert all(end_s <= after.start_s + 1e-9 for end_s, after in zip(ends_s, gaps[1:], strict=False))
        assert all(gap.duration_s <= 60.0 + 1e-9 for gap in gaps if gap.reason == "not worn")
        changes = [turn for turn in self.turns if turn in {"begins", "ends"}]
        assert changes == ALTERNATE[: len(changes)]
        if not it.sensing.quiet:
            assert it.untold_s() == pytest.approx(0.0, abs=1e-6)
        time_s = np.concatenate([samples.time_s for samples in it.samples])
        assert (np.diff(time_s) > 0).all()


AnyLife.TestCase.settings = settings(max_examples=examples(5), stateful_step_count=12, deadline=None)
TestAnyLife = AnyLife.TestCase
