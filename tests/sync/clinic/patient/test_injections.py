"""What the page says of injections: did the last one work, and until when."""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import altair as alt
import pytest

from sync.clinic.cycles import Estimate
from sync.clinic.drawing.drawn import spec_of
from sync.clinic.markers import Marker
from sync.clinic.patient import CHART_SHAPES, chart_drawing, course_page
from sync.clinic.patient.cycle_page import InjectionsSection, injections_section
from sync.clinic.patient.injections import from_to, on_day
from sync.clinic.patient.look import PatientLook
from tests.support.documents.course import Story
from tests.sync.clinic.patient.looks import LAST, a_look

NOTHING = "\N{EN DASH}"
CALM = {"missing": 0.1, "short": 0.0, "benefit": 0.8}


@cache
def injected_ago(*days: int, **story: float) -> PatientLook:
    """A look at a patient injected so many days before the last one; it takes 8 tenths away unless said otherwise."""
    injections = tuple(LAST - timedelta(days=ago) for ago in sorted(days, reverse=True))
    return a_look(Story(injections, **{**CALM, **story}), max(days) + 40)  # type: ignore[arg-type]


def section(look: PatientLook) -> InjectionsSection:
    found = injections_section(look)
    assert found
    return found


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.costly
def test_an_injection_that_has_worn_off_is_said_to_have_worked_and_since_when_half_of_it_is_gone() -> None:
    said = section(injected_ago(98))
    assert plain(said.answer).startswith("The last injection, 14 weeks ago, worked: ")
    assert "less tremor at rest, since about " in plain(said.answer)
    assert "It is wearing off: half of the effect had gone by about " in said.answer
    assert [fact.label for fact in said.facts] == ["Last injection", "Did it work?", "Began", "Half of it gone"]
    (row,) = said.table.rows
    assert plain(row[0]) == "Sun 23 Aug 2026"
    assert " days before, " in plain(row[5])
    half_d = int(plain(row[4]).removeprefix("day ").partition(",")[0])
    assert half_d == pytest.approx(82, abs=10)  # half way from day 70 to day 95


def test_an_injection_that_acts_is_said_to_act_still() -> None:
    said = section(injected_ago(50))
    assert "It is still working: less than half of the effect had gone by Sat 28 Nov 2026" in plain(said.answer)
    assert said.facts[3].value == "not yet"


@pytest.mark.costly
def test_one_that_did_nothing_cannot_be_told_and_neither_can_one_without_enough_days() -> None:
    nothing = section(injected_ago(80, benefit=0.0))
    assert plain(nothing.answer) == (
        "It cannot be told whether the last injection, 11 weeks ago, worked: nothing stands out from the differences "
        "that this person's days have anyway."
    )
    fresh = section(injected_ago(6, missing=0.0))
    assert plain(fresh.answer) == (
        "It cannot be told whether the last injection, 6 days ago, worked: only 6 finished valid days since, 12 are "
        "needed."
    )
    assert fresh.table.rows[0][2:5] == (NOTHING,) * 3


@pytest.mark.costly
def test_each_injection_has_a_row_and_a_line_and_ends_where_the_next_begins() -> None:
    look = injected_ago(20, 110)
    said = section(look)
    assert [plain(row[0]) for row in said.table.rows] == ["Mon 9 Nov 2026", "Tue 11 Aug 2026"]
    assert said.figure
    assert said.figure.table.columns == ("Week", "9 Nov 2026", "11 Aug 2026")
    assert plain(said.facts[0].value) == "20 days ago"  # "2 weeks ago" would be short of six days
    assert max(int(row[0]) for row in said.figure.table.rows if row[2] != NOTHING) == 12  # 90 days
    assert said.figure.wide_url == "/patients/band-01/charts/cycles.svg?period=12w&shape=wide"


@pytest.mark.costly
@pytest.mark.parametrize("shape", CHART_SHAPES)
def test_the_cycles_are_a_specification_that_its_own_schema_takes(shape: str) -> None:
    alt.LayerChart.from_dict(spec_of(chart_drawing(injected_ago(20, 110), "cycles", shape)))
    alt.LayerChart.from_dict(spec_of(chart_drawing(PatientLook("band-01", LAST), "cycles", shape)))


def test_of_several_measures_one_is_chosen_and_the_others_can_be() -> None:
    look = injected_ago(50)
    assert section(look).fitted_to == "Tremor at rest"
    other = section(replace(look, fitted="posture"))
    assert other.fitted_to == "Posture: held away from neutral"
    assert [choice.link.text for choice in other.choices if choice.is_chosen] == ["Posture: held away from neutral"]
    assert other.choices[0].link.url == "/patients/band-01?period=12w&fitted=rest#injections"
    page = course_page(replace(look, fitted="posture"), "UTC")
    assert page.choices[0].link.url == "/patients/band-01?period=14d&fitted=posture"


def test_one_that_lies_ahead_is_not_the_last_one_and_one_since_the_last_data_is() -> None:
    look = injected_ago(50)
    ahead = replace(look, markers=[*look.markers, Marker("injection", date(2099, 1, 1))], today=LAST)
    assert section(ahead).answer == section(look).answer
    silent = replace(look, markers=[*look.markers, Marker("injection", date(2026, 12, 3))], today=date(2026, 12, 9))
    assert "the last injection, 6 days ago, worked: only 0 finished valid days since" in plain(section(silent).answer)


def test_without_an_injection_there_is_no_section() -> None:
    assert injections_section(a_look(Story(), 30)) is None
    assert injections_section(PatientLook("band-01", LAST)) is None
    alone = PatientLook("band-01", LAST, markers=[Marker("injection", LAST)])
    assert section(alone).figure is None


@pytest.mark.parametrize(
    ("low", "middle", "high", "on", "within"),
    [
        (5.8, 9.2, 13.4, "day 9", "day 6 to 13"),
        (0.3, 1.6, 4.1, "day 2", "by day 4"),
        (0.0, 0.4, 1.2, "the day of the injection", "by day 1"),
        (0.0, 0.1, 0.4, "the day of the injection", "by the day of the injection"),
    ],
)
def test_no_effect_begins_on_a_day_0(low: float, middle: float, high: float, on: str, within: str) -> None:
    assert (on_day(middle), from_to(Estimate(low, middle, high))) == (on, within)
