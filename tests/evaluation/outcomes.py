"""Which seconds of ours and which windows of ParaDigMa's are right: found at the tremor's frequency, or falsely found.

Knows verdicts and shares; must never know targets.
"""

from collections.abc import Iterable, Sequence

from device.tremor.verdict import Reading
from tests.evaluation.bootstrap import UnitShare, share_of_units, units_of
from tests.evaluation.cases import Case, Judged, found, is_near
from tests.evaluation.paradigma import ParaDigMa, Verdicts
from tests.evaluation.table import Share, share

ABSENT = "not installed"


def ours(cases: Iterable[Judged]) -> UnitShare:
    """Of all seconds with a verdict: those called tremor, at the frequency of the tremor on top if there is one."""
    return share_of_units(map(_ours, by_source(cases)))


def by_source(cases: Iterable[Judged]) -> list[list[Judged]]:
    """Cases of one person together, where it is known who they are."""
    numbered = enumerate(cases)
    units = units_of(numbered, lambda each: each[1].case.movement.source or each[0])
    return [[one for _, one in unit] for unit in units]


def _ours(cases: Iterable[Judged]) -> Share:
    return share(_counts(one.case, reading) for one in cases for reading in one.assessable)


def _counts(case: Case, reading: Reading) -> bool:
    return bool(reading.tremor) if case.tremor is None else found(case.tremor, reading)


def theirs(paradigma: ParaDigMa, cases: Sequence[Case]) -> list[Share]:
    """The same of ParaDigMa's windows, case by case; nothing if it is not installed."""
    answer = paradigma.judge(case.samples for case in cases)
    if answer is None:
        return []
    return [share(_they_found(*pair)) for pair in zip(cases, answer.verdicts, strict=True)]


def _they_found(case: Case, verdicts: Verdicts) -> list[bool]:
    pairs = zip(verdicts.tremor, verdicts.frequency_hz, strict=True)
    return [bool(yes) and (case.tremor is None or is_near(case.tremor, float(hz))) for yes, hz in pairs]


def together(shares: Sequence[Share]) -> Share | str:
    """All cases as one share."""
    return Share(sum(one.hits for one in shares), sum(one.total for one in shares)) if shares else ABSENT
