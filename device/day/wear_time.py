"""Whether the band was on a limb: minutes without any movement, and how long they go on.

Knows minutes and their times, across midnight too; must never know day documents.
"""

from collections.abc import Sequence

from device.records.facts import Dated, Gap, GapReason, Minute

# Not worn: GGIR asks two axes for a standard deviation below 13 mg or a range below 50 mg over an hour. That takes a
# sleeping or resting limb for a table. Beside a gyroscope, "nothing but the sensor's own noise" can be asked instead,
# second by second, and a quarter of an hour of it is enough. A shaken table then counts as a limb, and a limb that
# moves less than noise (0.1 deg/s) as a table: tests/device/day/test_wear_time.py. Temperature is no part of it yet.
INERT_SHARE = 0.9  # ours: of a minute's seconds; a limb at rest still moves more than the sensor's own noise
NOT_WORN_S = 15 * 60  # ours: nothing alive is still for so long; GGIR steps its non-wear windows by 15 min
NEIGHBOUR_S = 61.0  # minutes that start no further apart than this belong to one run
WAKES_S = 5.0  # ... or so soon after a gap in which it lay: a sensor wakes within 1.2 s, a second is judged 3 s later
QUIET_GAP: GapReason = "not worn"  # the sensor was quiet, and looks at it saw nothing move: as good as an inert minute


def not_worn(minutes: Sequence[Dated]) -> frozenset[Dated]:
    """Of minutes, and gaps "not worn", in time order: those in a run that spans at least NOT_WORN_S without movement.

    Such a gap is told of only where the device knew that nobody wears it; between two of them such a run goes on.
    """
    found: list[Dated] = []
    run: list[Dated] = []
    for place, dated in enumerate(minutes):
        inert = _is_inert(dated) or any(_becomes_quiet(dated, after) for after in minutes[place + 1 : place + 2])
        if run and (not inert or dated.utc_s > _followed_until_utc_s(run[-1])):
            found += _long_enough(run)
            run = []
        if inert:
            run.append(dated)
    return frozenset(found + _long_enough(run))


def _is_inert(dated: Dated) -> bool:
    minute = dated.record
    if isinstance(minute, Gap):
        return minute.reason == QUIET_GAP
    return isinstance(minute, Minute) and minute.recorded_s > 0 and minute.inert_s >= INERT_SHARE * minute.recorded_s


def _becomes_quiet(dated: Dated, following: Dated) -> bool:
    """Whether the sensor became quiet in this minute: it had lain for long, though nobody judged its last seconds."""
    quiet = isinstance(following.record, Gap) and following.record.reason == QUIET_GAP
    return quiet and isinstance(dated.record, Minute) and following.utc_s - dated.utc_s < NEIGHBOUR_S


def _followed_until_utc_s(dated: Dated) -> float:
    """What begins by then belongs to the same run."""
    return _end_utc_s(dated) + WAKES_S if isinstance(dated.record, Gap) else dated.utc_s + NEIGHBOUR_S


def _long_enough(run: Sequence[Dated]) -> list[Dated]:
    return list(run) if run and max(map(_end_utc_s, run)) - run[0].utc_s >= NOT_WORN_S else []


def _end_utc_s(dated: Dated) -> float:
    record = dated.record
    length_s = record.recorded_s if isinstance(record, Minute) else record.duration_s if isinstance(record, Gap) else 0
    return dated.utc_s + length_s
