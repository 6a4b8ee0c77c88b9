"""What a file is that is no CSV and no NPZ, by how it begins, and what to do with it.

Knows the first bytes of formats; must never know what is in them.
"""

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from device.recordings.naming.bad import BadRecording, named

HEAD_BYTES: Final = 65_536
EXPORT: Final = "export it as CSV with the program that wrote it"
UNPACK: Final = "unpack it and name the file in it"
SAVE: Final = "save the sheet as CSV (UTF-8)"
STARTS: Final = {  # from Gary Kessler's list of file signatures and the formats' own descriptions
    b"\x1f\x8b": ("compressed with gzip", UNPACK),
    b"BZh": ("compressed with bzip2", UNPACK),
    b"\xfd7zXZ\x00": ("compressed with xz", UNPACK),
    b"\x28\xb5\x2f\xfd": ("compressed with Zstandard", UNPACK),
    b"7z\xbc\xaf\x27\x1c": ("a 7-Zip archive", UNPACK),
    b"Rar!\x1a\x07": ("a RAR archive", UNPACK),
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": ("an old Office document, such as an Excel sheet (.xls)", SAVE),
    b"{\\rtf": ("a text document (RTF)", "save it as plain text"),
    b"%PDF": ("a PDF document", EXPORT),
    b"PAR1": ("a Parquet table", "save it as CSV, with pandas for one"),
    b"ARROW1": ("an Arrow or Feather table", "save it as CSV, with pandas for one"),
    b"\x89HDF\r\n\x1a\n": ("an HDF5 file, as MATLAB 7.3 writes too", "save its arrays as NPZ or CSV"),
    b"CDF\x01": ("a NetCDF file", "save its arrays as NPZ or CSV"),
    b"MATLAB 5.0 MAT-file": ("a MATLAB file", "save its arrays as CSV, or as NPZ with scipy.io.loadmat"),
    b"\x93NUMPY": (
        "a single NumPy array (.npy)",
        "save times and values together, with numpy.savez and names for each",
    ),
    b"\x80\x04": ("a Python pickle", "save it as CSV or NPZ"),
    b"\x80\x05": ("a Python pickle", "save it as CSV or NPZ"),
    b"SQLite format 3\x00": ("an SQLite database", "export the table as CSV"),
    b"MD": ("perhaps an Axivity recording (CWA)", "export it as CSV with OMGUI or omconvert"),
    b"\x89PNG": ("a picture (PNG)", "name the recording"),
    b"\xff\xd8\xff": ("a picture (JPEG)", "name the recording"),
    b"\x00\x00\x00\x18ftyp": ("a film (MP4)", "name the recording"),
    b"\x7fELF": ("a program", "name the recording"),
}
TEXT_STARTS: Final = {
    b"{": ("JSON", "write its numbers as CSV, a line for each sample"),
    b"[": ("JSON", "write its numbers as CSV, a line for each sample"),
    b"<": ("XML or a web page", EXPORT),
}
TAR_AT: Final = 257
ENTRIES: Final = {  # what a zip archive is, by an entry in it
    "xl/": ("an Excel sheet (.xlsx)", SAVE),
    "word/": ("a Word document", EXPORT),
    "content.xml": ("a LibreOffice document, such as a sheet (.ods)", SAVE),
    "log.bin": ("an ActiGraph recording (GT3X)", "export it as raw CSV with ActiLife"),
}
MOST_ENTRIES: Final = 1000


def check_known(head: bytes) -> None:
    """Raises BadRecording for the beginning of a file that is something else."""
    for start, (words, advice) in STARTS.items():
        if head.startswith(start) and not _is_text(head, start):
            raise _other(words, advice)
    if head[TAR_AT : TAR_AT + 5] == b"ustar":
        raise _other("a tar archive", UNPACK)
    stripped = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for start, (words, advice) in TEXT_STARTS.items():
        if stripped.startswith(start):
            raise _other(words, advice)


def _is_text(head: bytes, start: bytes) -> bool:
    """A header line may begin with the same letters; what is not text has zero bytes early."""
    return start.isalpha() and b"\x00" not in head


def _other(words: str, advice: str) -> BadRecording:
    return BadRecording(f"this is {words}; expected a CSV file with a header line, or an NPZ file: {advice}")


def check_archive(path: Path) -> None:
    """Raises BadRecording for a zip archive that holds no arrays."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()[:MOST_ENTRIES]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        return  # reading it as NPZ says how it is damaged
    if any(name.endswith(".npy") for name in names):
        return
    for words, advice in _kinds(names):
        raise _other(f"{words}, with no array acc_g in it", advice)


def _kinds(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    for entry, kind in ENTRIES.items():
        if any(name == entry or (entry.endswith("/") and name.startswith(entry)) for name in names):
            yield kind
    tables = [name for name in names if name.lower().endswith((".csv", ".txt", ".tsv"))]
    if tables:
        yield f"a zip archive with {named(tables)}", "unpack it and name the files in it one by one"
    yield f"a zip archive with {named(names) or 'nothing'}", UNPACK
