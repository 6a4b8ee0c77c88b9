"""Charts can be read without telling red from green, and without colour; the contrasts are those of WCAG 2.2."""

import re
from collections.abc import Mapping
from importlib import resources
from itertools import combinations, pairwise
from typing import get_args

import numpy as np
import pytest
from numpy.typing import NDArray

from device.pictures import palette
from device.records.facts import Context, EpisodeKind
from sync.clinic.stored_day.quarters import STATES

GRAPHIC, TEXT = 3.0, 4.5  # WCAG 2.2, 1.4.11 and 1.4.3: contrast of what a chart needs to be read, and of text
IN_GREY = 1.3  # ours: neighbours of one bar on a printer without colours
APART = 0.08  # ours: four times the just noticeable difference of OKLab, 0.02

# Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency" (2009),
# severity 1.0, for linear RGB; the first is usual colour vision.
VISION = {
    "usual": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}
# Ottosson, "A perceptual color space for image processing" (2020).
TO_LMS = (
    (0.41222147, 0.53633254, 0.05144599),
    (0.2119035, 0.68069955, 0.10739696),
    (0.08830246, 0.28171884, 0.6299787),
)
TO_LAB = (
    (0.21045426, 0.79361779, -0.00407205),
    (1.9779985, -2.42859221, 0.45059371),
    (0.02590404, 0.78277177, -0.80867577),
)


def linear(colour: str) -> NDArray[np.float64]:
    """Linear red, green and blue of #rrggbb."""
    shown = np.array([int(colour[n : n + 2], 16) for n in (1, 3, 5)]) / 255
    return np.where(shown <= 0.04045, shown / 12.92, ((shown + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG, 1 to 21."""
    darker, lighter = sorted(float(linear(colour) @ (0.2126, 0.7152, 0.0722)) for colour in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def seen(colour: str, vision: str) -> NDArray[np.float64]:
    """OKLab of the colour as that vision has it."""
    lms = np.array(TO_LMS) @ np.clip(np.array(VISION[vision]) @ linear(colour), 0, 1)
    lab: NDArray[np.float64] = np.array(TO_LAB) @ np.cbrt(lms)
    return lab


def closest(colours: Mapping[str, str], vision: str) -> tuple[float, str, str]:
    """The two that are hardest to tell apart, and how far apart they are."""
    return min(
        (float(np.linalg.norm(seen(colours[a], vision) - seen(colours[b], vision))), a, b)
        for a, b in combinations(colours, 2)
    )


LANES = {
    **palette.KIND_COLOURS,
    "exercise": palette.EXERCISE,
    "marks": palette.INK,
}
TOGETHER = {
    "states": palette.STATE_COLOURS,
    "contexts": palette.CONTEXT_COLOURS,
    "lanes": LANES,
    "axes": dict(zip("xyz", palette.AXIS_COLOURS, strict=True)),
}


def test_contrast_and_distance_are_those_that_are_published() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert seen("#ffffff", "usual") == pytest.approx([1, 0, 0], abs=1e-3)
    assert seen("#ff0000", "usual") == pytest.approx([0.628, 0.225, 0.126], abs=1e-3)


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("together", TOGETHER)
def test_what_stands_together_is_told_apart_with_every_colour_vision(together: str, vision: str) -> None:
    distance, *which = closest(TOGETHER[together], vision)
    assert distance >= APART, which


def test_tremor_stands_out_from_every_other_state_and_from_paper() -> None:
    tremor, *others = palette.STATE_COLOURS.values()
    assert all(contrast(tremor, other) >= GRAPHIC for other in (*others, palette.WHITE))


def test_seconds_without_tremor_are_seen_on_paper() -> None:
    assert contrast(palette.STATE_COLOURS["no tremor"], palette.WHITE) >= GRAPHIC


@pytest.mark.parametrize("ramp", [palette.STATE_COLOURS, palette.CONTEXT_COLOURS])
def test_states_and_contexts_differ_in_grey_from_dark_to_light(ramp: Mapping[str, str]) -> None:
    by_contrast = sorted((contrast(colour, palette.WHITE) for colour in ramp.values()), reverse=True)
    assert all(darker / lighter >= IN_GREY for darker, lighter in pairwise((*by_contrast, 1.0)) if lighter > 1)


@pytest.mark.parametrize("name", [*LANES, *"xyz"])
def test_episodes_and_curves_are_seen_on_paper(name: str) -> None:
    assert contrast({**LANES, **TOGETHER["axes"]}[name], palette.WHITE) >= GRAPHIC


def test_every_state_context_and_kind_has_a_colour() -> None:
    assert tuple(palette.STATE_COLOURS) == STATES
    assert tuple(palette.CONTEXT_COLOURS) == get_args(Context)
    assert tuple(palette.KIND_COLOURS) == get_args(EpisodeKind)


def test_an_episode_of_tremor_has_the_colour_of_tremor() -> None:
    assert palette.KIND_COLOURS["rhythmic"] == palette.STATE_COLOURS["tremor"]


def themes() -> dict[str, dict[str, str]]:
    """The named colours of the clinic's pages, light and dark."""
    style = resources.files("sync.clinic.web").joinpath("static/clinic.css").read_text(encoding="utf-8")
    light, dark = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    return {
        name: dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", text))
        for name, text in (("light", light), ("dark", dark))
    }


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *((text, ground) for text in ("ink", "soft", "accent") for ground in ("sheet", "ground")),
        ("look", "look-ground"),
        ("on-accent", "accent"),
        ("sheet", "ink"),  # what is urgent
    ],
)
def test_every_text_of_the_pages_is_read_on_its_ground(theme: str, text: str, ground: str) -> None:
    named = themes()[theme]
    assert contrast(named[text], named[ground]) >= TEXT


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "lane", ["tremor", "jerk", "posture", "spasm", "repetitive", "exercise", "no-tremor", "no-data"]
)
def test_every_colour_of_the_pages_is_seen_on_a_sheet(theme: str, lane: str) -> None:
    assert contrast(themes()[theme][lane], themes()[theme]["sheet"]) >= GRAPHIC


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_lanes_of_a_page_are_told_apart_with_every_colour_vision(theme: str, vision: str) -> None:
    lanes = ("tremor", "jerk", "posture", "spasm", "repetitive", "exercise", "ink")
    distance, *which = closest({lane: themes()[theme][lane] for lane in lanes}, vision)
    assert distance >= APART, which


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_tremor_stands_out_from_no_tremor_on_a_page(theme: str) -> None:
    assert contrast(themes()[theme]["tremor"], themes()[theme]["no-tremor"]) >= GRAPHIC


def test_the_pages_use_the_palette() -> None:
    light = themes()["light"]
    states = [light[name] for name in ("tremor", "no-tremor")]
    assert states == ["#0a4278", "#5494cf"] == [palette.STATE_COLOURS[name] for name in ("tremor", "no tremor")]
    lanes = [light[name] for name in ("tremor", "jerk", "posture", "spasm", "repetitive", "exercise")]
    assert lanes == [*palette.KIND_COLOURS.values(), palette.EXERCISE]


def test_the_style_sheet_knows_every_colour_that_a_day_is_drawn_in() -> None:
    style = resources.files("sync.clinic.web").joinpath("static/clinic.css").read_text(encoding="utf-8")
    for colour in (*palette.STATE_COLOURS.values(), *LANES.values()):
        assert f'svg [fill="{colour}"]' in style, colour
