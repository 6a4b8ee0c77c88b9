"""Whether the band was on a limb: minutes without any movement, and how long they go on.

Knows minutes and their times, across midnight too; must never know day documents.
"""

from collections.abc import Sequence

from device.records.facts import Dated, Minute

# Not worn: GGIR asks two axes for a standard deviation below 13 mg or a range below 50 mg over an hour. That takes a
# sleeping or resting limb for a table. Beside a gyroscope, "nothing but the sensor's own noise" can be asked instead,
# second by second, and a quarter of an hour of it is enough. A shaken table then counts as a limb, and a limb that
# moves less than noise (0.1 deg/s) as a table: tests/device/day/test_wear_time.py. Temperature is no part of it yet.
INERT_SHARE = 0.9  # ours: of a minute's seconds; a limb at rest still moves more than the sensor's own noise
NOT_WORN_S = 15 * 60  # ours: nothing alive is still for so long; GGIR steps its non-wear windows by 15 min
NEIGHBOUR_S = 61.0  # minutes that start no further apart than this belong to one run


def not_worn(minutes: Sequence[Dated]) -> frozenset[Dated]:
    """Of minutes in time order: those in a run that spans at least NOT_WORN_S and in which nothing moved."""
    found: list[Dated] = []
    run: list[Dated] = []
    for dated in minutes:
        if run and (not _is_inert(dated) or dated.utc_s - run[-1].utc_s > NEIGHBOUR_S):
            found += _long_enough(run)
            run = []
        if _is_inert(dated):
            run.append(dated)
    return frozenset(found + _long_enough(run))


def _is_inert(dated: Dated) -> bool:
    minute = dated.record
    return isinstance(minute, Minute) and minute.recorded_s > 0 and minute.inert_s >= INERT_SHARE * minute.recorded_s


def _long_enough(run: Sequence[Dated]) -> list[Dated]:
    return list(run) if run and max(map(_end_utc_s, run)) - run[0].utc_s >= NOT_WORN_S else []


def _end_utc_s(dated: Dated) -> float:
    minute = dated.record
    return dated.utc_s + (minute.recorded_s if isinstance(minute, Minute) else 0)
