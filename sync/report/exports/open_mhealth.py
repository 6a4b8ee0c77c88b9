"""Sets of exercise as data points of IEEE 1752.1 (Open mHealth), schema `physical-activity` 1.0.

Knows that schema; must never know where days come from. A set that could not be counted has no quantity: neither none
nor all were done.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from device.day.document import DayDocument, DaySet
from sync.report import one_line
from sync.report.exports.spans import SetSpan, day_name, span_of

POINT_SCHEMA: Final = {"namespace": "ieee", "name": "physical-activity", "version": "1.0"}
UNIT: Final = "movements"  # of those that the schema lists


def data_points(documents: Iterable[DayDocument]) -> str:
    """A JSON array with one data point for each set, in their order."""
    points = [point for document in sorted(documents, key=lambda day: day.day) for point in _points(document)]
    return json.dumps(points, indent=1, ensure_ascii=True)


def _points(document: DayDocument) -> Iterator[dict[str, Any]]:
    for number, one in enumerate(document.sets):
        if span := span_of(one):
            header = {
                "uuid": day_name(document, "set", number, one.start),
                "schema_id": POINT_SCHEMA,
                "source_creation_date_time": span.end,
                "modality": "sensed",
            }
            yield {"header": header, "body": _body(one, span)}


def _body(one: DaySet, span: SetSpan) -> dict[str, Any]:
    body: dict[str, Any] = {
        "activity_name": one_line(one.exercise) or "exercise",
        "effective_time_frame": {"time_interval": {"start_date_time": span.start, "end_date_time": span.end}},
        "duration": {"value": round(one.duration_s, 1), "unit": "sec"},
    }
    if one.target_s is None and one.done_repetitions is not None:
        body["base_movement_quantity"] = {"value": one.done_repetitions, "unit": UNIT}
    return body
