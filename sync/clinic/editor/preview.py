"""What a programme comes to before it is sent: the lights, what the patient goes through, how long it takes, the card.

Knows what stands where; must never know HTML, HTTP or signatures.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from device.card import LANGUAGES, card_svg, texts_in
from device.programme import Programme
from device.programme.catalogue import CATALOGUE
from device.programme.items import Item
from device.programme.words import checkup_in_words, item_in_words, programme_in_words
from device.rehearsal import (
    ExpectedSignal,
    Rehearsal,
    after_a_session,
    checkup_signals,
    item_signals,
    longest_day_s,
    rehearsed,
    rehearsed_checkup,
)
from sync.clinic.editor.light_pictures import played_svg, still_svg
from sync.clinic.editor.programme_words import programme_again, signal_again, signal_called
from sync.clinic.wording.language import PAGE_LANGUAGE, counted, marked, plural, spoken
from sync.clinic.wording.words import sentence

USUAL_LANGUAGE: Final = "en"
MINUTE_S: Final = 60
ALL_STAGES: Final = marked("All stages are shown; a dashed line stands where time was cut out.")


@dataclass(frozen=True)
class NumberedSignal:
    """A row of the table beside the picture, which bears the same number."""

    number: int
    looks: str
    lasts: str
    meaning: str


@dataclass(frozen=True)
class ShownRehearsal:
    """played moves, still does not; both are SVG of our own. shortened: what is not shown of it."""

    title: str
    words: tuple[str, ...]
    signals: tuple[NumberedSignal, ...]
    played: str
    still: str
    shortened: str


@dataclass(frozen=True)
class Preview:
    """All of it but the card."""

    words: tuple[str, ...]
    day: str
    rehearsals: tuple[ShownRehearsal, ...]
    after: tuple[NumberedSignal, ...]


def preview_of(programme: Programme) -> Preview:
    """Of one that a device would take."""
    items = [_of_item(n + 1, item, programme) for n, item in enumerate(programme.items)]
    checkup = [] if programme.checkup is None else [_of_checkup(programme)]
    return Preview(
        words=tuple(map(programme_again, programme_in_words(programme))),
        day=_day_in_words(programme),
        rehearsals=(*items, *checkup),
        after=tuple(_numbered(after_a_session(programme))),
    )


def card_language() -> str:
    """The language of the page, where there are cards in it."""
    code = PAGE_LANGUAGE.get().code
    return code if code in LANGUAGES else USUAL_LANGUAGE


def card_of(programme: Programme, language: str, size: str = "mm") -> str:
    """The card to print, as SVG; `size` as the card has it. Raises UnknownLanguage and MissingPart."""
    return card_svg(programme, texts_in(language), size)


def _of_item(number: int, item: Item, programme: Programme) -> ShownRehearsal:
    seen = rehearsed(item, programme.site)
    first, *lines = item_in_words(number, item)
    title = f"{number}. {spoken(CATALOGUE[item.work.exercise].title)}"
    when = first.rpartition("), ")[2]
    words = tuple(sentence(programme_again(line).strip()) for line in (when, *lines))
    return _shown(title, words, seen, item_signals(item, seen), _shortened(item, seen))


def _of_checkup(programme: Programme) -> ShownRehearsal:
    assert programme.checkup is not None  # noqa: S101 - there is one
    seen = rehearsed_checkup(programme.checkup, programme.site)
    words = tuple(sentence(programme_again(line).strip()) for line in checkup_in_words(programme.checkup))
    signals = checkup_signals(programme.checkup, seen)
    return _shown(spoken("Check-up"), words, seen, signals, spoken(ALL_STAGES))


def _shown(
    title: str, words: tuple[str, ...], seen: Rehearsal, signals: Sequence[ExpectedSignal], shortened: str
) -> ShownRehearsal:
    numbered = tuple(_numbered(signals))
    numbers: dict[str, int] = {signal.name: n + 1 for n, signal in enumerate(signals)}
    time_s = round(seen.length_s)
    called: dict[str, str] = {moment.signal: signal_called(moment.signal) for moment in seen.moments}
    said = spoken("{title}: brightness of the left, middle and right light over {time} s", title=title, time=time_s)
    return ShownRehearsal(
        title,
        words,
        numbered,
        played_svg(seen, spoken("{title}: the three lights", title=title), called),
        still_svg(seen, numbers, said),
        shortened,
    )


def _numbered(signals: Sequence[ExpectedSignal]) -> Sequence[NumberedSignal]:
    return [
        NumberedSignal(n + 1, sentence(spoken(one.looks)), signal_again(one.lasts), sentence(spoken(one.meaning)))
        for n, one in enumerate(signals)
    ]


def _shortened(item: Item, seen: Rehearsal) -> str:
    """What stands for what."""
    sets = counted("{shown} of {number} set", "{shown} of {number} sets", item.sets, shown=seen.sets)
    repeated = getattr(item.work, "repetitions", 0)
    of_each = counted(*OF_EACH, repeated, shown=seen.repetitions) if repeated else ""
    return spoken(
        "Shown are {sets}{of_each}, as if no other exercise followed; long rests and holds are shortened.",
        sets=sets,
        of_each=of_each,
    )


OF_EACH: Final = plural(", {shown} of {number} repetition each", ", {shown} of {number} repetitions each")


def _day_in_words(programme: Programme) -> str:
    blocks, minutes = programme.blocks_a_day, longest_day_s(programme) / MINUTE_S
    if not programme.items:
        return spoken("No exercises, a check-up alone.")
    texts = plural(
        "On the fullest day {number} block of exercise, {minutes} min in all at their own pace.",
        "On the fullest day {number} blocks of exercise, {minutes} min in all at their own pace.",
    )
    return counted(*texts, blocks, minutes=round(minutes))


def card_address(programme: Programme) -> str:
    """The card as the address of a picture, which holds all of it: no version that was sent has it yet."""
    svg = card_of(programme, card_language())
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
