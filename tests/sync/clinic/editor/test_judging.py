"""What was typed on the form of a programme: either the device's own reading takes it, or each fault has its place."""

import string
import tomllib
from dataclasses import replace
from datetime import date
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from device.prescription import WrittenText, programme_of
from device.programme import Programme
from device.programme.catalogue import CATALOGUE
from device.programme.example import EXAMPLE_PROGRAMME
from device.programme.signed import LONGEST_TEXT_BYTES
from sync.clinic.editor.fields import TICKED, fields_of, head_fields
from sync.clinic.editor.filled import Filled, an_empty_one, filled_by, filled_of
from sync.clinic.editor.form_page import form_page
from sync.clinic.editor.judging import FieldFault, VersionStamp, judged_form
from tests.support.examples import examples

STAMP = VersionStamp("band-01", 2, date(2026, 11, 20))
HOSTILE: Final = "<script>alert('x')</script>\"\\&'''\n[items]\x00\x7f\u202e🦾"


def example() -> Filled:
    return filled_of(tomllib.loads(EXAMPLE_PROGRAMME))


def changed(filled: Filled, number: int, **values: str) -> Filled:
    """With other values in the fields of one exercise; a point is written as two underscores."""
    new = {name.replace("__", "."): value for name, value in values.items()}
    items = list(filled.items)
    items[number] = {**items[number], **new}
    return replace(filled, items=tuple(items))


def faults_of(filled: Filled) -> list[tuple[str, str]]:
    found = judged_form(filled, STAMP)
    return [(one.path, one.text) for one in found] if isinstance(found, list) else []


def programme_by(filled: Filled) -> Programme:
    found = judged_form(filled, STAMP)
    assert isinstance(found, WrittenText), found
    return found.programme


def test_a_programme_that_was_sent_and_opened_again_asks_for_the_same() -> None:
    before = programme_of(EXAMPLE_PROGRAMME)
    assert isinstance(before, Programme)
    assert replace(programme_by(example()), version=1) == before


def test_what_a_browser_sends_back_is_what_stood_there() -> None:
    assert filled_by(dict(example().values())) == example()


def test_an_empty_one_says_of_each_field_that_nothing_was_typed() -> None:
    empty = an_empty_one({"id": "arm", "author": "anna", "site": "forearm"}).with_item("elbow-bend")
    assert faults_of(empty) == [
        ("limb", "Nothing was typed; expected something."),
        ("valid_from", "Nothing was typed; expected something."),
        ("valid_to", "Nothing was typed; expected something."),
        ("items[0].repetitions", "Nothing was typed; expected 1 to 100."),
        ("items[0].range.count_from_deg", "Nothing was typed; expected 15 to 150°."),
        ("items[0].range.target_deg", "Nothing was typed; expected 15 to 150°."),
        ("items[0].range.cap_deg", "Nothing was typed; expected 15 to 150°."),
    ]


def test_each_fault_says_what_was_expected_and_what_was_typed_at_its_field() -> None:
    wrong = changed(example(), 0, repetitions="101", tempo__out_s="soon", note="x" * 201)
    assert faults_of(wrong) == [
        ("items[0].repetitions", "Expected a number from 1 to 100, got 101."),
        ("items[0].tempo.out_s", "Expected a number, got 'soon'."),
        ("items[0].note", "Expected 0 to 200 characters, got 201."),
    ]


def test_the_cap_of_the_joint_and_the_longest_block_are_those_of_the_device() -> None:
    too_far = changed(example(), 0, range__cap_deg="151")
    assert faults_of(too_far) == [
        ("items[0].range.cap_deg", "Expected a number from 15 to 150, the cap of elbow-bend, got 151."),
    ]
    too_long = changed(example(), 0, repetitions="100", sets="2")
    assert faults_of(too_long)[0][0] == "items[0].sets"
    assert "a block of at most 15 min, got 27.7 min" in faults_of(too_long)[0][1]


def test_an_exercise_that_is_not_measured_there_says_what_to_do() -> None:
    elsewhere = replace(example(), head={**example().head, "site": "foot"})
    assert (
        "items[0].exercise",
        (
            "Elbow-bend is measured on forearm, hand; the site of this programme is foot. Choose another place for the "
            "device above, or remove this exercise."
        ),
    ) in faults_of(elsewhere)


def test_a_comma_is_a_decimal_point() -> None:
    assert programme_by(changed(example(), 2, period_s="2,5")) == programme_by(example())


def test_exercises_come_go_and_change_places() -> None:
    names = [item["exercise"] for item in example().with_item("gentle-stretch").items]
    assert names == ["elbow-bend", "postural-hold", "paced-swing", "supported-rest", "gentle-stretch"]
    assert [item["exercise"] for item in example().without_item(1).items] == [*names[:1], *names[2:4]]
    assert [item["exercise"] for item in example().with_item_sooner(2).items][:3] == [names[0], names[2], names[1]]
    for number in (0, 4, 99):
        assert example().with_item_sooner(number) == example()


def test_a_checkup_is_asked_for_where_a_part_or_a_time_is_and_not_else() -> None:
    head = {name: value for name, value in example().head.items() if not name.startswith("checkup.parts.")}
    assert "at least one" in faults_of(replace(example(), head=head))[0][1]
    assert programme_by(replace(example(), head={**head, "checkup.times": ""})).checkup is None


def test_every_fault_leads_to_a_field_that_is_there() -> None:
    wrong = changed(example(), 0, range__target_deg="300", schedule__per_day="11")
    wrong = replace(wrong, head={**wrong.head, "id": "Anna", "checkup.times": "noon"})
    page = form_page(wrong, [FieldFault(*one) for one in faults_of(wrong)], {})
    assert [anchor for anchor, _ in page.wrong] == [
        *("id", "items-0--schedule-per-day", "items-0--range-target-deg", "checkup-times"),
    ]
    assert page.wrong[2][1] == "Exercise 1, target: Expected a number from 15 to 150, the cap of elbow-bend, got 300."


def test_what_no_date_can_be_is_shown_as_it_was_typed() -> None:
    page = form_page(replace(example(), head={**example().head, "valid_to": "soon"}), [], {})
    shown = {one.name: (one.kind, one.value) for group in page.head for one in group.fields}
    assert shown["valid_to"] == ("text", "soon")
    assert shown["valid_from"] == ("date", "2026-11-21")


def names_of(item: dict[str, str]) -> list[str]:
    fields = [*fields_of(item["exercise"]), *head_fields()]
    boxes = [f"{one.path}.{box}" for one in fields for box, _ in one.boxes]
    return [*(one.path for one in fields), *boxes]


TYPED = st.one_of(
    st.sampled_from(["", "0", "1", "2", "10", "100", "15", "90", "150", "1e3", "-5", "2,5", "nan", "9" * 400, "08:00"]),
    st.sampled_from(["24:00", "2026-11-20", "2026-02-30", "forearm", "foot", "on", "mon", HOSTILE, "arm", "a" * 300]),
    st.text(max_size=30),
    st.text(string.digits + ".,:- ", max_size=8),
)
EXERCISE_TYPED = st.one_of(st.sampled_from(list(CATALOGUE)), TYPED)


@st.composite
def forms(draw: st.DrawFn) -> dict[str, str]:
    """A right one with some fields changed, taken out and added; or names that are made up."""
    form = dict(example().values())
    for number in range(4, 4 + draw(st.integers(0, 9))):
        form[f"items[{number}].exercise"] = draw(EXERCISE_TYPED)
    known = [*form, *(f"items[{draw(st.integers(0, 12))}].{name}" for name in names_of({"exercise": "elbow-bend"}))]
    for name in draw(st.lists(st.one_of(st.sampled_from(known), st.text(max_size=12)), max_size=12)):
        form[name] = draw(TYPED)
    for name in draw(st.lists(st.sampled_from(sorted(form)), max_size=8)):
        form.pop(name, None)
    return form


@given(forms())
@settings(max_examples=examples(100), deadline=None)
def test_any_form_is_a_programme_that_a_device_takes_or_shows_each_fault_and_loses_nothing(
    form: dict[str, str],
) -> None:
    filled = filled_by(form)
    found = judged_form(filled, STAMP)
    if isinstance(found, WrittenText):
        assert programme_of(found.text) == found.programme
        assert (found.programme.device, found.programme.version) == ("band-01", 2)
        assert len(found.text.encode()) <= LONGEST_TEXT_BYTES
        return
    page = form_page(filled, found, {})
    assert len(page.wrong) == len(found) > 0
    groups = [*page.head, page.checkup, page.symptoms, *(group for item in page.items for group in item.groups)]
    values = {one.name: one.value for group in groups for one in group.fields}
    values |= {box.name: TICKED for group in groups for one in group.fields for box in one.boxes if box.ticked}
    typed = [(name, value) for name, value in filled.values() if not name.endswith(".exercise")]
    assert all(values[name] in {value, TICKED} for name, value in typed)
