"""A text file as a header and rows of cells: its encoding, what stands between cells, where the header line is.

Knows how programs write tables of text; must never know what the numbers are.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Final

from device.recordings.kinds import HEAD_BYTES
from device.recordings.moments import UNIX_S
from device.recordings.naming.asked import AS_NAMED, COUNTS_IN_RANGE, RATE_HZ, Asked
from device.recordings.naming.bad import SHOWN_OF_FILE, BadRecording, zeros_in
from device.recordings.naming.names import (
    A_ROTATION,
    A_TIME,
    AN_ACCELERATION,
    SOME_AXES,
    SOMETHING_ELSE,
    SPELLED,
    WITHOUT_GRAVITY,
    squeezed,
    understood,
)
from device.recordings.naming.refusals import is_number

MARKS: Final = {  # longest first: the mark of UTF-16 begins that of UTF-32
    codecs.BOM_UTF8: ("utf-8-sig", ""),
    codecs.BOM_UTF32_LE: ("utf-32", "UTF-32"),
    codecs.BOM_UTF32_BE: ("utf-32", "UTF-32"),
    codecs.BOM_UTF16_LE: ("utf-16", "UTF-16"),
    codecs.BOM_UTF16_BE: ("utf-16", "UTF-16"),
}
BETWEEN: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", " ": "blanks"}
COMMENTS: Final = "#", "%", "//"
EMPATICA_A_G: Final = 64  # counts, support.empatica.com: data export and formatting from E4 connect
MOST_LINE: Final = 1_000_000  # characters; a line of this length is no row of numbers
MOST_ABOVE: Final = 100  # lines above a header; ActiGraph has 10
LEAST_KNOWN: Final = 3  # known names in a header line
CONTROL: Final = bytes(set(range(0x20)) - set(b"\t\n\r\f\x1a")) + b"\x7f"


@dataclass
class TextTable:
    """header: the names; rows: of cells, after it, each with its line. told: how the text was taken, so far."""

    header: list[str]
    rows: Iterator[tuple[int, list[str]]]
    between: str
    asked: Asked
    told: list[str] = field(default_factory=list)


def encoding_of(head: bytes) -> tuple[str, str]:
    """Python's name for the encoding, and a word on it unless it is UTF-8. Raises BadRecording."""
    for mark, (encoding, words) in MARKS.items():
        if head.startswith(mark):
            return encoding, words
    if b"\x00" in head:
        raise BadRecording(_with_zeros(head))
    if head.translate(None, CONTROL) != head:
        raise BadRecording("binary data, neither text nor NPZ: expected a CSV file with a header line, or an NPZ file")
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "latin-1", "Latin-1 (Windows-1252)"
    return "utf-8", ""


def _with_zeros(head: bytes) -> str:
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) > len(head) // 3 and min(even, odd) < len(head) // 50 + 1:
        return "looks like UTF-16 text without its byte order mark; expected UTF-8: save it as CSV (UTF-8)"
    if head.translate(None, CONTROL) == head.translate(None, b"\x00"):
        return zeros_in(head.count(b"\n", 0, head.index(b"\x00")) + 1)
    return "neither text nor NPZ (there are zero bytes): expected a CSV file with a header line, or an NPZ file"


@contextmanager
def table_of(path: Path, asked: Asked) -> Iterator[TextTable]:
    """The file as a table. Raises BadRecording, also while its rows are read."""
    with path.open("rb") as file:
        encoding, words = encoding_of(file.read(HEAD_BYTES))
    with path.open(encoding=encoding, newline="") as text:
        table = _table(text, asked)
        if words:
            table.told.insert(0, f"text: read as {words}")
        yield table


def _table(file: io.TextIOBase, asked: Asked) -> TextTable:
    told: list[str] = []
    lines = _lines(file, told)
    first = list(islice(lines, MOST_ABOVE))
    empatica = _empatica([split(line, ",") for line in first[:3]], told) if asked == AS_NAMED else None
    if empatica:
        return TextTable(["1", "2", "3"], _rows(chain(first[2:], lines), ",", 2), ",", empatica, told)
    at, between = _header_place(first, asked)
    if asked.no_header and first and all(is_number(cell.strip()) for cell in split(first[at], between)[1:]):
        header, above, rest = [str(n + 1) for n in range(len(split(first[at], between)))], at, first[at:]
    else:
        header, above, rest = _header(first, at, between, told)
    if between != ",":
        told.append(f"text: {BETWEEN[between]} between the cells")
    return TextTable(header, _rows(chain(rest, lines), between, above), between, asked, told)


def _empatica(rows: Sequence[list[str]], told: list[str]) -> Asked | None:
    """What an Empatica E4 says above its three columns: when it began, and how many samples there are in a second."""
    cells = [{cell.strip() for cell in row} for row in rows[:2]]
    if [len(row) for row in rows] != [3, 3, 3] or any(len(same) != 1 or not is_number(min(same)) for same in cells):
        return None
    start_s, rate_hz = (float(min(same) or "nan") for same in cells)
    if not (UNIX_S[0] <= start_s < UNIX_S[1] and RATE_HZ[0] <= rate_hz <= RATE_HZ[1]):
        return None
    began = datetime.fromtimestamp(start_s, UTC).isoformat(timespec="seconds")
    told.append(f"text: as of an Empatica E4, begun at {began}, {rate_hz:g} samples a second, 64 counts in a g")
    return Asked(columns={"ax": "1", "ay": "2", "az": "3"}, rate_hz=rate_hz, range_g=COUNTS_IN_RANGE / EMPATICA_A_G)


def _header(first: list[str], at: int, between: str, told: list[str]) -> tuple[list[str], int, list[str]]:
    """Names, with the units that stand in a line of their own below them; lines until there; what follows."""
    header = [name.strip() for name in split(first[at], between)] if first else []
    above = [line for line, text in enumerate(first[:at], 1) if _is_row(split(text, between), len(header))]
    if above:
        raise BadRecording(f"line {above[0]} has numbers, but the names stand in line {at + 1}: expected names first")
    if at:
        told.append(f"text: {at} line{'s' * (at > 1)} above the header line passed over")
    units = [unit.strip() for unit in split(first[at + 1], between)] if at + 1 < len(first) else []
    if not _are_units(units, header):
        return header, at + 1, first[at + 1 :]
    told.append(f"text: units in line {at + 2}, below the names")
    both = [f"{name} ({unit})" if unit else name for name, unit in zip(header, units, strict=True)]
    return both, at + 2, first[at + 2 :]


def _is_row(cells: Sequence[str], width: int) -> bool:
    return len(cells) == width and any(cells) and all(is_number(cell.strip()) for cell in cells)


def _are_units(cells: Sequence[str], header: Sequence[str]) -> bool:
    if len(cells) != len(header) or any(is_number(cell) and cell for cell in cells):
        return False
    known = set().union(*SPELLED.values())
    return sum(squeezed(cell) in known for cell in cells) >= LEAST_KNOWN


def _header_place(lines: Sequence[str], asked: Asked) -> tuple[int, str]:
    """The line with names that say something, and what stands between them; else the first that is no comment.

    A comment holds the names only where no other line does, as `numpy.savetxt` writes them.
    """
    plain = [at for at, line in enumerate(lines) if line.strip() and not line.startswith(COMMENTS)]
    comments = [at for at, line in enumerate(lines) if line.startswith(COMMENTS)]
    for at in (*plain, *comments):
        scores = {between: _known(split(lines[at], between), asked) for between in _possible(lines[at + 1 :])}
        best = max(scores, key=lambda between: scores[between])
        if scores[best] >= LEAST_KNOWN + (best == " "):  # three words of a sentence may be known by chance
            return at, best
    at = plain[0] if plain else 0
    return at, _usual(lines[at : at + 2])


def _possible(following: Sequence[str]) -> Iterator[str]:
    """Blanks stand within names too: they are between cells only where the next line is apart by them as well."""
    row = next((line for line in following if line.strip()), None)
    for between in BETWEEN:
        if between != " " or row is None or len(row.split()) > LEAST_KNOWN:
            yield between


def _usual(lines: Sequence[str]) -> str:
    """What stands between cells where no name is known: what both lines have most often, and as often."""
    counts = {between: [len(split(line, between)) for line in lines] for between in BETWEEN}
    return max(counts, key=lambda between: min(counts[between], default=0))


def _known(cells: Sequence[str], asked: Asked) -> int:
    names, said = [cell.strip() for cell in cells], () if asked.no_header else asked.columns.values()
    of_use = {A_TIME, AN_ACCELERATION, A_ROTATION, WITHOUT_GRAVITY, SOME_AXES}
    meanings = [understood(name) for name in names if name and len(name) <= SHOWN_OF_FILE]
    return sum(each.quantity in of_use and (each.quantity == A_TIME or bool(each.axis)) for each in meanings) + sum(
        name in said and understood(name).quantity == SOMETHING_ELSE for name in names
    )


def split(line: str, between: str) -> list[str]:
    """The cells of one line."""
    if between == " ":
        return line.split()
    try:
        return next(csv.reader([line], delimiter=between), [])
    except csv.Error:
        return []


def _lines(file: io.TextIOBase, told: list[str]) -> Iterator[str]:
    line = "\n"
    while following := file.readline(MOST_LINE):
        line = following
        if len(line) == MOST_LINE:
            raise BadRecording(f"a line of more than {MOST_LINE:,} characters: expected a line for each sample")
        yield line
    if not line.endswith(("\n", "\r")):
        told.append("text: the last line has no end; if the file was cut off there, its last number may be wrong")


def _rows(lines: Iterable[str], between: str, above: int) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold anything, each with its line in the file."""
    if between == " ":
        yield from ((line, row) for line, text in enumerate(lines, above + 1) if (row := text.split()))
        return
    reader, line = csv.reader(lines, delimiter=between), 0
    try:
        for row in reader:
            line += 1
            if reader.line_num != line:
                raise BadRecording(f"line {above + line}: a quotation mark opens that does not close in its line")
            if row:
                yield above + line, row
    except csv.Error as error:
        raise BadRecording(
            f"line {above + line + 1}: not CSV ({error}); expected text with {BETWEEN[between]}"
        ) from None
