"""The pages for people: links lead somewhere, paths and names exist, the drawings and the floors are true.

Knows Markdown as our pages use it; must never know what they are about.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.house.test_packages import PACKAGES, ROOT, TOPS

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
SPAN = re.compile(r"`([^`\n]+)`")
REPOSITORY_PATH = re.compile(r"(?<![\w/.~-])(?:device|drivers|sync|systemd|tests)/[\w./*-]*")
MODULE = re.compile(r"(?<![\w/.])(?:device|drivers|sync|tests)(?:\.\w+)+")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
DRAWN = re.compile(r"^ {4,}(?P<name>\w+)(?P<call>\(\))?(?:\.(?P<method>\w+))?[^\n/]*? {2,}(?P<path>\w+/[\w/]+\.py)")
NAMED = re.compile(r"`(?P<name>[A-Za-z_]\w*)(?:\.(?P<method>\w+))?` (?:in|of) `(?P<path>\w+/[\w/]+\.py)`")
FLOOR = re.compile(r"^\| (?P<floor>\d+) \| `(?P<package>[\w.]+)` \|.*\| (?P<pure>pure)? ?\| (?P<light>light)? ?\|$")
CHANGE = re.compile(r"# under (?P<table>\[\w+\]), change `(?P<old>.+?)` to `(?P<new>.+?)`")
ELSEWHERE = ("http:", "https:", "mailto:")

MOST_LINES = 149  # "under 150": what a newcomer reads in one go
FIRST_SCREEN = 24  # lines of a small terminal


def pages() -> list[Path]:
    """Every Markdown page that belongs to the project."""
    below = (page for top in (*TOPS, "systemd", "tests") for page in (ROOT / top).rglob("*.md"))
    return sorted([*ROOT.glob("*.md"), *below])


def anchors(text: str) -> set[str]:
    """The names of the headings, as a forge makes them: lower case, letters and digits, blanks as hyphens."""
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in HEADING.findall(text)}


def code_of(text: str) -> Iterator[str]:
    """What stands in backticks or in an indented block."""
    yield from SPAN.findall(text)
    yield from (line for line in text.splitlines() if line.startswith("    "))


def broken_links(page: Path, text: str) -> list[str]:
    """Relative links of a page that lead to no file, or to no heading of it."""
    return [link for link in LINK.findall(text) if not link.startswith(ELSEWHERE) and not leads_somewhere(page, link)]


def leads_somewhere(page: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = page.parent / name if name else page
    if not target.exists():
        return False
    if target.is_dir() or not anchor:
        return not anchor
    return anchor in anchors(target.read_text(encoding="utf-8"))


def missing_paths(text: str) -> list[str]:
    """Paths of the repository, and modules, that the page names and that are not there."""
    return [missing for part in code_of(text) for missing in missing_in(part)]


def missing_in(code: str) -> list[str]:
    """The same of a piece of code, or of a comment."""
    paths = [path.rstrip(".") for path in REPOSITORY_PATH.findall(code)]
    modules = [name for name in MODULE.findall(code) if not is_there(name.replace(".", "/"))]
    return [path for path in paths if not is_path(path.rstrip("/"))] + modules


@cache
def is_path(pattern: str) -> bool:
    """Whether anything is there by this path, which may have a star in it."""
    return any(ROOT.glob(pattern))


@cache
def is_there(path: str) -> bool:
    """Whether a dotted name, written as a path, is a module, a package, or a name in one."""
    return any((ROOT / f"{part}.py").is_file() or (ROOT / part).is_dir() for part in (path, path.rpartition("/")[0]))


def untrue_drawing(text: str) -> list[str]:
    """Lines of a drawing whose class or function, or its method, is not defined in the module beside it."""
    return [line.strip() for line in text.splitlines() if (drawn := DRAWN.match(line)) and not is_true(drawn)]


def is_true(drawn: re.Match[str]) -> bool:
    words = drawn["name"].islower() and not drawn["call"]  # not a name
    return (ROOT / drawn["path"]).is_file() if words else is_defined(drawn)


def untrue_names(text: str) -> list[str]:
    """What a page says is in a module, as in "`NAME` in `folder/module.py`", and is not."""
    return [named[0] for named in NAMED.finditer(text) if not is_defined(named)]


def is_defined(named: re.Match[str]) -> bool:
    path = ROOT / named["path"]
    source = path.read_text(encoding="utf-8") if path.is_file() else ""
    return all(defined(source, name) for name in (named["name"], named["method"]) if name)


def defined(source: str, name: str) -> bool:
    return re.search(rf"^ *(?:(?:async def|def|class) {name}\b|{name}\b[^=\n]* = )", source, re.MULTILINE) is not None


def floors() -> dict[str, tuple[int, bool, bool]]:
    """Package -> its floor, and whether it is pure and light, as the pages say."""
    rows = [FLOOR.match(line) for page in PAGES for line in page.read_text(encoding="utf-8").splitlines()]
    return {row["package"]: (int(row["floor"]), bool(row["pure"]), bool(row["light"])) for row in rows if row}


PAGES = pages()
EVERY_PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


@EVERY_PAGE
def test_every_link_leads_somewhere(page: Path) -> None:
    assert broken_links(page, page.read_text(encoding="utf-8")) == []


@EVERY_PAGE
def test_every_path_that_is_named_is_there(page: Path) -> None:
    assert missing_paths(page.read_text(encoding="utf-8")) == []


@EVERY_PAGE
def test_every_name_in_a_drawing_is_defined_where_it_says(page: Path) -> None:
    assert untrue_drawing(page.read_text(encoding="utf-8")) == []


@EVERY_PAGE
def test_every_name_is_in_the_module_that_the_page_says(page: Path) -> None:
    assert untrue_names(page.read_text(encoding="utf-8")) == []


def test_the_floors_on_the_pages_are_those_of_the_house() -> None:
    assert floors() == {name: (package.floor, package.pure, package.light) for name, package in PACKAGES.items()}


def test_each_audience_has_a_page_that_says_what_was_decided() -> None:
    places = ("device", "device/exercise", "drivers", "sync", "sync/clinic", "tests")
    for place in places:
        text = (ROOT / place / "README.md").read_text(encoding="utf-8")
        assert "## Decided, and why" in text
        assert re.search(r"^- \*\*\d{4}-\d\d-\d\d\. ", text, re.MULTILINE)


def test_the_readme_is_short_enough_to_be_read() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("shown", ["It is not a medical device", ".png)", "    make demo ", "    make test "])
def test_the_first_screen_shows_what_it_is_and_how_to_try_it(shown: str) -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert shown in "\n".join(lines[:FIRST_SCREEN])


@pytest.mark.parametrize(
    "planted", ["[a](nowhere.md)", "[a](device/)x[b](sync/README.md#no-such-heading)", "[a](#nothing)", "[a](device#x)"]
)
def test_a_planted_broken_link_is_seen(planted: str) -> None:
    assert broken_links(ROOT / "README.md", planted) != []


@pytest.mark.parametrize("fine", ["[a](device/README.md#the-line)", "[a](device)", "[a](https://example.org/x#y)"])
def test_a_link_that_leads_somewhere_is_not_reported(fine: str) -> None:
    assert broken_links(ROOT / "README.md", fine) == []


@pytest.mark.parametrize(
    "planted", ["`device/attic.py`", "`device.attic.anything`", "    python -m tests.attic.dust", "`systemd/no-*.x`"]
)
def test_a_planted_missing_path_is_seen(planted: str) -> None:
    assert missing_paths(planted) != []


@pytest.mark.parametrize(
    "fine",
    ["`device/store/`", "`device.sensor.Sensing`", "`/etc/device/x`", "`systemd/easeband-*.service`", "device/x"],
)
def test_a_path_that_is_there_is_not_reported(fine: str) -> None:
    assert missing_paths(fine) == []


@pytest.mark.parametrize(
    "planted",
    [
        "      Sensing.look() -> Sensed   device/sensor/sensing.py   it was poll",
        "    Windowing.push()   device/signals/windows.py",
        "        judged()       device/tremor/verdict.py",
        "    some words        device/attic.py",
    ],
)
def test_a_planted_untrue_line_of_a_drawing_is_seen(planted: str) -> None:
    assert untrue_drawing(planted) != []


@pytest.mark.parametrize("planted", ["`no_such` in `device/cli.py`", "`Mpu6050.boil` in `drivers/mpu6050/chip.py`"])
def test_a_planted_name_that_is_not_there_is_seen(planted: str) -> None:
    assert untrue_names(planted) != []


def test_a_true_line_of_a_drawing_is_not_reported() -> None:
    assert untrue_drawing("      Sensing.poll() -> Sensed   device/sensor/sensing.py   keeps it running") == []
    assert untrue_drawing("        offset, learned at rest   device/signals/gyro_bias.py") == []


def test_a_line_that_is_to_be_changed_is_in_the_delivered_configuration_and_may_be() -> None:
    """To append the table a second time is a mistake in TOML, and then nothing works by that file."""
    delivered = (ROOT / "systemd/easeband.toml").read_text()
    changes = list(CHANGE.finditer((ROOT / "systemd/README.md").read_text()))
    assert [change["table"] for change in changes] == ["[radio]", "[power]"]
    for change in changes:
        before, table, after = delivered.partition(f"\n{change['table']}\n")
        assert re.search(rf"^{change['old']}\b", after.partition("\n[")[0], re.MULTILINE)
        (name, value), *_ = tomllib.loads(change["new"]).items()
        changed = tomllib.loads(before + table + after.replace(change["old"], change["new"], 1))
        assert changed[change["table"].strip("[]")][name] == value
