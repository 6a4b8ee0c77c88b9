"""The card as it is printed: one page, in every language, however much a therapist writes."""

import re
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest

from device.card import LANGUAGES, card_svg, texts_in
from device.card.figures import FIGURES
from device.programme import Programme
from device.programme.catalogue import CATALOGUE, Exercise
from device.programme.items import BeatSwing, CheckupPlan, DailySchedule, Hold, Item, Movement, Tempo

SVG = "{http://www.w3.org/2000/svg}"
TEMPO = Tempo(out_s=3.0, hold_s=1.5, back_s=3.0, pause_s=1.0)


def item(exercise: Exercise) -> Item:
    """As any therapist might ask for it."""
    schedule = DailySchedule(1, ("mon", "tue", "wed", "thu", "fri", "sat"), from_minute=450, to_minute=1290)
    if exercise.form in {"hold", "rest"}:
        return Item(Hold(exercise.name, 22.5), sets=3, schedule=schedule)
    if exercise.form == "swing":
        return Item(BeatSwing(exercise.name, 30, 2.5, 15, 40, 60), sets=3, schedule=schedule)
    return Item(Movement(exercise.name, 10, TEMPO, 15, 40, 60), sets=3, schedule=schedule)


EVERY_ITEM = tuple(item(exercise) for exercise in CATALOGUE.values())
PROGRAMME = Programme(
    id="arm",
    version=3,
    issued=date(2026, 11, 20),
    valid_from=date(2026, 11, 21),
    valid_to=date(2027, 2, 20),
    author="A. Therapist",
    limb="right arm",
    site="forearm",
    items=EVERY_ITEM[:6],
)


def texts_of(svg: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(svg).iter(f"{SVG}text"))  # noqa: S314 - our own drawing


def said(svg: str) -> str:
    return " ".join(text.text or "" for text in texts_of(svg))


@pytest.mark.costly
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("first", [0, 2])
def test_ten_exercises_with_the_longest_notes_stay_on_the_page(language: str, first: int) -> None:
    note = ("Put a cushion under the elbow and look out of the window. " * 4)[:200]
    items = tuple(replace(one, note=note) for one in EVERY_ITEM[first : first + 10])
    feet = [float(text.attrib["y"]) for text in texts_of(card_svg(replace(PROGRAMME, items=items), texts_in(language)))]
    *rest, before_last, last = feet
    assert last == pytest.approx(297 - 12, abs=0.1), "the word on safety, at the foot of an A4 page"
    assert max(rest) < before_last, "nothing reaches into it"


@pytest.mark.costly
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_the_lights_and_presses_reaches_into_the_programme(language: str) -> None:
    with_items, without = (card_svg(p, texts_in(language)) for p in (PROGRAMME, None))
    (about,) = [t for t in texts_of(with_items) if (t.text or "").startswith(PROGRAMME.limb)]
    above = [float(t.attrib["y"]) for t in texts_of(without)][:-3]
    assert max(above) < float(about.attrib["y"])
    assert float(about.attrib["y"]) < 198, "more than a third of the page is left for the exercises"


@pytest.mark.costly
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_prescribed_check_up_is_explained_and_ten_exercises_stay_on_the_page_beside_it(language: str) -> None:
    checkup = CheckupPlan(("rest", "hold", "midline", "straight", "trick"), (540, 1080))
    texts = texts_in(language)
    feet = [
        float(text.attrib["y"])
        for text in texts_of(card_svg(replace(PROGRAMME, items=EVERY_ITEM[:10], checkup=checkup), texts))
    ]
    assert max(feet[:-2]) < feet[-2], "nothing reaches into the word on safety"
    seen = said(card_svg(replace(PROGRAMME, checkup=checkup), texts))
    told = ("check-up: now with the touch that eases it (sensory trick)", "during a check-up", "at ease, then straight")
    assert [text for text in told if texts.gettext(text) not in seen] == []
    assert "9:00, 18:00: " in seen
    assert texts.gettext(told[0]) not in said(card_svg(PROGRAMME, texts)), "who has none need not learn its lights"


def test_an_item_says_how_much_how_far_how_often_and_when() -> None:
    seen = said(card_svg(replace(PROGRAMME, items=(EVERY_ITEM[4],)), texts_in("en")))
    assert "Bend and straighten the elbow" in seen
    assert "3 \N{MULTIPLICATION SIGN} 10, 3 s out, hold 1.5 s, 3 s back, pause 1 s, 30 s rest" in seen
    assert "aim at 40\N{DEGREE SIGN}, never beyond 60\N{DEGREE SIGN}" in seen
    assert "once a day, Mon, Tue, Wed, Thu, Fri, Sat, 7:30 to 21:30" in seen
    assert (
        "right arm, device on the forearm. Version 3, from 21 November 2026 to 20 February 2027, by A. Therapist"
        in seen
    )
    assert "vom 21.11.2026 bis 20.02.2027, von A. Therapist" in said(card_svg(PROGRAMME, texts_in("de")))


def test_in_german_numbers_have_a_comma() -> None:
    seen = said(card_svg(replace(PROGRAMME, items=(EVERY_ITEM[1],)), texts_in("de")))
    assert "Den Arm vorhalten" in seen
    assert "3 \N{MULTIPLICATION SIGN} 22,5 s, 30 s Erholung" in seen


def test_without_a_programme_the_card_says_so() -> None:
    assert "No programme yet" in said(card_svg(None, texts_in("en")))


def test_hostile_names_are_texts_and_no_drawing() -> None:
    svg = card_svg(replace(PROGRAMME, limb="<rect/>&", author="</text><script>"), texts_in("en"))
    assert "<rect/>&, device" in said(svg)
    assert not re.search("<script", svg)


def test_every_exercise_has_a_picture_whose_device_lies_inside() -> None:
    assert set(FIGURES) == set(CATALOGUE)
    assert all(0 < place < 100 for figure in FIGURES.values() for place in figure.band)
