"""The texts that stand in the clinic's code and pages, found by Babel; and a catalogue brought up to date with them.

`python -m tests.sync.clinic.languages.catalogue` does the latter: new texts come in empty, others stay, and what no
page says any more goes.
"""

from collections.abc import Iterator
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from device.exercise.light_language import LANGUAGE as SIGNALS
from device.records.sites import CHECKUPS, GUIDES
from sync.clinic.editor.fields import CHECKUP_GROUP, GROUPS_BY_FORM, HEAD, SYMPTOM_GROUP, WHAT_ALL_ARE
from sync.clinic.languages import PAGE_LANGUAGES
from sync.clinic.languages.catalogues import catalogue
from sync.clinic.trends.measures import TREND_MEASURES
from sync.clinic.wording.glossary import GLOSSARY, PROGRAMME_ENTRIES

ROOT: Final = Path(__file__).resolve().parents[4]
CODE: Final = ROOT / "sync" / "clinic"
CHOICES: Final = ROOT / "sync" / "choices"
KEYWORDS: Final[dict[str, Any]] = {
    "spoken": None,
    "marked": None,
    "plural": (1, 2),
    "counted": (1, 2),
    "spoken_as": ((1, "c"), 2),
}
IN_PAGES: Final[dict[str, Any]] = {"_": None, "gettext": None, "ngettext": (1, 2)}
PAGE_OPTIONS: Final = {"extensions": "jinja2.ext.i18n", "newstyle_gettext": "true", "silent": "false"}
OTHERS: Final = tuple(code for code in PAGE_LANGUAGES if code != "en")
WIDTH: Final = 110


def texts() -> Catalog:
    """All of them, as a catalogue without translations."""
    found = Catalog()
    for path, message, context in _extracted():
        found.add(message, context=context, locations=[(str(path.relative_to(ROOT)), 0)])
    for text in _in_tables():
        found.add(text)
    for name in SIGNALS:
        found.add(name, context="light")
    return _unflagged(found)


def _unflagged(found: Catalog) -> Catalog:
    """A per cent sign before a letter is no place for a value: Babel takes `80 % likely` for one."""
    for message in found:
        if not any("%(" in text for text in sources(message)):
            message.flags.discard("python-format")
    return found


def _in_tables() -> Iterator[str]:
    """What stands in tables of texts that are read by their fields, and not by a function that Babel finds."""
    for entry in (*GLOSSARY, *PROGRAMME_ENTRIES):
        yield from (entry.word, entry.says, entry.but)
    for measure in TREND_MEASURES:
        yield from (measure.title, measure.explained)
    yield WHAT_ALL_ARE
    yield from filter(None, _of_fields())
    yield from _of_the_device()


def _of_fields() -> Iterator[str]:
    """Of the form of a programme."""
    for group in (*HEAD, CHECKUP_GROUP, SYMPTOM_GROUP, *chain.from_iterable(GROUPS_BY_FORM.values())):
        yield group.legend
        for field in group.fields:
            yield from (field.label, field.more, *(label or box for box, label in field.boxes))


def _of_the_device() -> Iterator[str]:
    """What stands in tables of the device, and on its card in English alone."""
    yield from (guide.mounting for guide in GUIDES.values())
    yield from (guide.why for guide in CHECKUPS.values())
    yield from (signal.looks for signal in SIGNALS.values())


def _extracted() -> Iterator[tuple[Path, Any, str | None]]:
    """Each text with where it stands, and what tells it from the same text with another meaning."""
    for path in sorted((*CODE.rglob("*.py"), *CHOICES.rglob("*.py"))):
        if "wording.language import" in path.read_text():
            yield from ((path, found[1], found[3]) for found in extract_from_file("python", path, KEYWORDS))
    for path in sorted(CODE.rglob("templates/*.html")):
        found_in = extract_from_file("jinja2.ext:babel_extract", path, IN_PAGES, (), PAGE_OPTIONS)
        yield from ((path, found[1], found[3]) for found in found_in)


def known(code: str) -> Catalog:
    """The catalogue of a language as it is kept."""
    with catalogue(code).open("rb") as file:
        return _unflagged(read_po(file, locale=code))


def translations(message: Message) -> tuple[str, ...]:
    """Of one text, or of each of its plural forms."""
    return _forms(message.string)


def sources(message: Message) -> tuple[str, ...]:
    """The English text, or both of its forms."""
    return _forms(message.id)


def _forms(said: Any) -> tuple[str, ...]:
    return tuple(said) if isinstance(said, tuple | list) else (said,)


def main() -> None:
    """Bring every catalogue up to date; what stands above its texts stays."""
    for code in OTHERS:
        kept, path, said = known(code), catalogue(code), BytesIO()
        kept.update(texts(), no_fuzzy_matching=True)
        kept.obsolete.clear()
        write_po(said, kept, width=WIDTH, omit_header=True, sort_output=True, no_location=True)
        head, _, _ = path.read_text().partition("\n\n")
        path.write_text(f"{head}\n\n{said.getvalue().decode()}")


if __name__ == "__main__":
    main()
