"""Elbow bends are due on the bench until a programme comes, and then what it says."""

from device.programme import Programme
from device.programme.items import ELBOW, Hold, Item
from device.simulation.people.prescription import Prescription, everyday_programme
from device.simulation.until_prescribed import UntilPrescribed

HOLDING = everyday_programme(Item(Hold("postural-hold", 15.0)))


class Kept(Prescription):
    """What is kept; a programme comes by the next look."""

    def __init__(self) -> None:
        super().__init__(None)
        self.comes = False

    def look(self) -> None:
        if self.comes:
            self._waiting = HOLDING


def in_force_and_waiting(prescribes: UntilPrescribed) -> tuple[Programme | None, Programme | None]:
    return prescribes.accepted, prescribes.waiting


def exercises(heard: list[list[str]]) -> list[list[str]]:
    """Without what was heard twice."""
    return [one for number, one in enumerate(heard) if number == 0 or one != heard[number - 1]]


def test_a_programme_that_comes_while_it_runs_waits_and_is_done_once_accepted() -> None:
    kept, heard = Kept(), list[list[str]]()
    prescribes = UntilPrescribed(kept, lambda items: heard.append([item.work.exercise for item in items]))
    assert prescribes.accepted
    assert [item.work for item in prescribes.accepted.items] == [ELBOW]
    (state,) = prescribes.states()
    assert "the simulated person bends the elbow until one is" in state.text
    prescribes.look()
    kept.comes = True
    prescribes.look()
    assert in_force_and_waiting(prescribes) == (None, HOLDING)
    kept.comes = False
    prescribes.accept()
    assert in_force_and_waiting(prescribes) == (HOLDING, None)
    assert exercises(heard) == [["elbow-bend"], ["postural-hold"]]
    (state,) = prescribes.states()
    assert "elbow" not in state.text
