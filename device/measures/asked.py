"""What is measured of which exercise: the catalogue asks, and this table answers.

Knows which function finds what the catalogue calls by a word; must never know how.
"""

from collections.abc import Callable
from dataclasses import asdict
from typing import Final

from device.measures.done_set import DoneSet
from device.measures.holding import drift_deg, in_band_s, still_s
from device.measures.repeating import at_target_s, beat_error_s, peak_dps, sparc, tempo_variation
from device.measures.tremor_change import tremor_of
from device.programme.catalogue import CATALOGUE, Measure
from device.programme.items import Hold
from device.records.facts import SetMeasures

Answer = Callable[[DoneSet], SetMeasures]


def _held(done: DoneSet) -> SetMeasures:
    return SetMeasures(in_band_s=in_band_s(done) if isinstance(done.work, Hold) else at_target_s(done))


ANSWERS: Final[dict[Measure, Answer]] = {
    "range": lambda _: SetMeasures(),  # whoever counts repetitions measures it
    "hold": _held,
    "stillness": lambda done: SetMeasures(still_s=still_s(done)),
    "drift": lambda done: SetMeasures(drift_deg=drift_deg(done)),
    "tempo": lambda done: SetMeasures(tempo_variation=tempo_variation(done)),
    "smoothness": lambda done: SetMeasures(sparc=sparc(done)),
    "peak speed": lambda done: SetMeasures(peak_dps=peak_dps(done)),
    "tremor": tremor_of,
    "beat": lambda done: SetMeasures(beat_error_s=beat_error_s(done)),
}


def answered(done: DoneSet) -> SetMeasures:
    """What the set's exercise is measured by, as far as it could be; nothing of an exercise that nobody knows."""
    exercise = CATALOGUE.get(done.work.exercise)
    found = [asdict(ANSWERS[measure](done)) for measure in (exercise.measures if exercise else ())]
    return SetMeasures(**{name: value for each in found for name, value in each.items() if value is not None})
