"""`easeband export --bids`: raw movement as a dataset for researchers, in a folder of its own.

Knows folders and words of errors; must never know what BIDS asks for.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from device.bids import BidsFile, BidsRun, bids_dataset, snippet_run
from device.snippets.kept import BadSnippet, read_snippet
from device.system.files import error_in_words, replace_file

NOT_EMPTY: Final = "a BIDS dataset needs a folder of its own, and this one holds something: name another after --to"

Complain = Callable[[object], int]


def written_as_bids(paths: Sequence[Path], to: Path, complain: Complain) -> int:
    """0; 1 with a message for a snippet that cannot be read, which costs no other, or where nothing can be written."""
    bad = list[Path]()
    if files_written(bids_dataset(_readable(paths, bad, complain)), to, complain):
        return 1
    print(f"{to}: a BIDS dataset with {len(paths) - len(bad)} of {len(paths)} snippets")
    return int(bool(bad))


def files_written(dataset: Iterable[BidsFile], to: Path, complain: Complain) -> int:
    """0; 1 with a message where one cannot be written."""
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        return complain(f"{to}: {NOT_EMPTY}")
    for file in dataset:
        path = to / file.path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, file.text.encode())
        except OSError as error:
            return complain(f"{path}: cannot be written: {error_in_words(error)}")
    return 0


def _readable(paths: Sequence[Path], bad: list[Path], complain: Complain) -> Iterator[BidsRun]:
    for path in paths:
        try:
            yield snippet_run(read_snippet(path))
        except BadSnippet as error:
            bad.append(path)
            complain(error)
