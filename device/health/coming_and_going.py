"""A part that breaks and works again and again is one fault that lasts, not a new one each time.

Knows states and when they were heard; must never know parts, lights or messages. Each change shows the fault light and
is a message to the clinic: a loose wire would light up all day, and send one every second.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from device.health.parts import PartState

log = logging.getLogger(__name__)

AGAIN_S: Final = 600.0  # ours: what breaks again so soon is the same fault; then it has to work for as long
COMES_AND_GOES: Final = "it comes and goes"


@dataclass
class _Fault:
    """What was last wrong with a part. `over`: it works since; `again`: not for the first time."""

    text: str
    seen_s: float
    over: bool = False
    again: bool = False


class ComingAndGoing:
    """States in, the same out, but for parts that come and go."""

    def __init__(self) -> None:
        self._faults: dict[str, _Fault] = {}

    def push(self, now_s: float, states: Sequence[PartState]) -> list[PartState]:
        """What is to be told of these, which are as of `now_s`."""
        self._faults = {part: fault for part, fault in self._faults.items() if now_s - fault.seen_s < AGAIN_S}
        return [self._told(now_s, state) for state in states]

    def _told(self, now_s: float, state: PartState) -> PartState:
        fault = self._faults.get(state.part)
        if not state.works:
            fault = self._faults[state.part] = self._fault(now_s, state, fault)
        elif fault:
            fault.over = True
        if fault and fault.again:
            return PartState(state.part, works=False, text=f"{COMES_AND_GOES}: {fault.text}")
        return state

    def _fault(self, now_s: float, state: PartState, before: _Fault | None) -> _Fault:
        """The text of what comes and goes stays, since a part may find other words each time."""
        if before is None or not (before.over or before.again):
            return _Fault(state.text, now_s)
        if not before.again:
            log.error("%s: %s: %s", state.part, COMES_AND_GOES, state.text)
        text = before.text if before.again else state.text
        return _Fault(text, now_s, again=True)
