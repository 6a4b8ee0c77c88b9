"""Tables on the pages for people that repeat what the code says: sites and exercises.

Knows the rows as they must stand; must never know why.
"""

from collections.abc import Iterator

from device.programme.catalogue import EXERCISES, Exercise
from device.records.sites import GUIDES, SITES, BodySite
from tests.house.test_packages import ROOT

PAGE = ROOT / "device" / "programme" / "README.md"


def site_row(site: BodySite) -> str:
    guide = GUIDES[site]
    fitting = ", ".join(exercise.name for exercise in EXERCISES if site in exercise.sites) or "none"
    return f"| {site} | {guide.mounting} | {guide.measures} | {guide.cannot} | {fitting} |"


def exercise_row(exercise: Exercise) -> str:
    cap = f"{exercise.cap_deg:g}°" if exercise.cap_deg else "none"
    sites, measures = ", ".join(exercise.sites), ", ".join(exercise.measures)
    return f"| {exercise.name} | {exercise.title} | {exercise.form} | {sites} | {cap} | {measures} |"


def rows_after(header: str) -> Iterator[str]:
    """The rows of the table with this first column."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith(f"| {header} |"))
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            return
        yield line


def test_the_table_of_sites_is_what_the_code_says() -> None:
    assert list(rows_after("site")) == [site_row(site) for site in SITES]


def test_the_table_of_exercises_is_what_the_code_says() -> None:
    assert list(rows_after("exercise")) == [exercise_row(exercise) for exercise in EXERCISES]


def test_the_face_is_said_not_to_be_measurable() -> None:
    assert "The face is not among them" in PAGE.read_text(encoding="utf-8")
