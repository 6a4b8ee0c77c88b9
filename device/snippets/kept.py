"""Raw snippets read again, by whoever looks at them.

Knows what `folder.py` wrote; must never be loaded by the recorder, which only writes them and spares the memory.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from device.parameters import PARAMETERS
from device.recordings import NPZ_FAULTS, BadRecording, in_order, read_recording
from device.signals.samples import Samples
from device.snippets.ring import Snippet


@dataclass(frozen=True)
class Kept:
    """A snippet as it was kept. `trust` says how far `moment_utc_s` can be trusted."""

    path: Path
    snippet: Snippet
    moment_utc_s: float
    trust: str


class BadSnippet(Exception):
    """A file that is no snippet; the message names it and says what was expected."""


def read_snippet(path: Path) -> Kept:
    """What `packed` wrote. Raises BadSnippet."""
    try:
        return _read(path, in_order(read_recording(path), PARAMETERS.sampling).samples)
    except BadRecording as error:
        seen = str(error)
    except (*NPZ_FAULTS, TypeError):
        seen = "a recording that does not say what it is of and when: move it out of the folder"
    raise BadSnippet(f"{path}: expected a snippet as `easeband run` keeps it, got something else ({seen})")


def _read(path: Path, samples: Samples) -> Kept:
    with np.load(path, allow_pickle=False) as file:
        moment_s, moment_utc_s = (_moment(file[name]) for name in ("moment_s", "moment_utc_s"))
        return Kept(path, Snippet(moment_s, str(file["what"]), samples), moment_utc_s, str(file["trust"]))


def _moment(time_s: Any) -> float:
    moment_s = float(time_s)
    if not abs(moment_s) <= PARAMETERS.sampling.most_time_s:
        raise ValueError("a moment that no clock can have shown")
    return moment_s
