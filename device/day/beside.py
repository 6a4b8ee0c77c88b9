"""What was measured while the device asked for movement: beside the sets of an exercise, and beside check-ups.

Knows records and their times; must never know what they are summed up to.

A position held in an exercise is one that was asked for, so of minutes with some of a set in them the posture is left
out, and the directions of the five minutes. A check-up is compared with other check-ups only: of minutes with some of
one in them nothing is left but that the band was worn.
"""

from collections.abc import Mapping, Sequence

from device.records.facts import Checkup, Dated, Directions, Minute, Record, SetResult

SPANS_S: Mapping[type[Record], int] = {Minute: 60, Directions: 300}


def beside_sets(facts: Sequence[Dated]) -> frozenset[Dated]:
    """The minutes, and the five minutes of directions, that share time with a set."""
    return _beside(facts, [(d.utc_s, d.utc_s + r.duration_s) for d in facts if isinstance(r := d.record, SetResult)])


def beside_checkups(facts: Sequence[Dated]) -> frozenset[Dated]:
    """Those that share time with a check-up."""
    return _beside(facts, [(d.utc_s, d.utc_s + r.duration_s) for d in facts if isinstance(r := d.record, Checkup)])


def only_worn(minute: Minute) -> Minute:
    """Nothing of it but that it was recorded, and what of the sensor did not work."""
    return Minute(
        minute.start_s,
        recorded_s=minute.recorded_s,
        assessable_s=0,
        tremor_s=0,
        inert_s=minute.inert_s,
        algorithm=minute.algorithm,
        unmeasured=minute.unmeasured,
    )


def _beside(facts: Sequence[Dated], spans: Sequence[tuple[float, float]]) -> frozenset[Dated]:
    return frozenset(
        dated
        for dated in (facts if spans else ())
        if (span_s := SPANS_S.get(type(dated.record)))
        and any(start < dated.utc_s + span_s and dated.utc_s < end for start, end in spans)
    )
