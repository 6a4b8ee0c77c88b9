"""Programmes for tests, and the day on which they hold."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from device.programme import Programme
from device.programme.due import DueToday
from device.programme.items import ELBOW, BeatSwing, Hold, Item
from device.records.facts import BegunBlock
from device.simulation.people.prescription import OFTEN, everyday_programme

MONDAY = date(2026, 3, 2)
BEND = Item(ELBOW, schedule=OFTEN)
SWING = Item(BeatSwing("paced-swing", 4, 2.0, 20.0, 30.0, 120.0), schedule=OFTEN)
STAY = Item(Hold("postural-hold", 20.0), schedule=OFTEN)
LIE = Item(Hold("supported-rest", 60.0), schedule=OFTEN)


def bends(sets: int, rest_s: float = 30.0, repetitions: int = 3) -> Item:
    """Elbow bends as often as the device allows."""
    return replace(BEND, work=replace(ELBOW, repetitions=repetitions), sets=sets, rest_s=rest_s)


def monday(
    programme: Programme | None, now_s: float = 0.0, *, waiting: bool = False, begun: Sequence[BegunBlock] = ()
) -> DueToday:
    """A day that began at monotonic 0 and never ends."""
    return DueToday(now_s, programme, waiting, MONDAY, 0.0, tuple(begun))


def of_items(*items: Item, rating: bool = False) -> Programme:
    """A programme that is valid on every day."""
    return everyday_programme(*items, rating=rating)
