"""A dataset of one person with a run for each stretch of movement, as paths and texts.

Knows BIDS 1.10, its motion extension; must never know folders. The person has no name here, not even a pseudonym; times
are those of the device's clock, and are left out where nobody vouches for it.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from device import __version__
from device.bids.recording import channels_tsv, motion_json, motion_tsv
from device.signals.samples import Samples
from device.snippets.kept import Kept

BIDS_VERSION: Final = "1.10.0"
SUBJECT: Final = "sub-01"
TASK: Final = "dailylife"
SYSTEM: Final = "easeband"
NOT_KNOWN: Final = "n/a"
README: Final = (
    "Raw movement of one part of the body, {what}, taken by an Easeband: an MPU-6050 worn on a limb. Nothing in here\n"
    "is a diagnosis. {runs} The sampling is not perfectly even: the channel latency has the time of each sample from\n"
    "the first one of its run. Where the sensor was calibrated, samples are corrected by that.\n"
)


@dataclass(frozen=True)
class DatasetWords:
    """What a dataset is of, for people: its name, what was taken, what a run is, what the column `what` says."""

    name: str
    what: str
    runs: str
    column: str


OF_SNIPPETS: Final = DatasetWords(
    "Raw movement around marks and movement episodes",
    "around marks that the person set with a button and around movement episodes",
    "Each run is one snippet; sub-01_scans.tsv says what it was taken for.",
    "What the snippet was taken for",
)
OF_RECORDINGS: Final = DatasetWords(
    "Raw movement, every sample",
    "recorded without a break while the person had that switched on",
    "A run ends where samples are missing, and after an hour at the latest; sub-01_scans.tsv says why they are.",
    "Why there are no samples just before the run, where that is known",
)


@dataclass(frozen=True)
class BidsRun:
    """One stretch of samples; when its first one was taken, None where nobody vouches for that; `what` in words."""

    samples: Samples
    what: str
    began_utc_s: float | None


@dataclass(frozen=True)
class BidsFile:
    """A file of the dataset by its path within it."""

    path: str
    text: str


def snippet_run(kept: Kept) -> BidsRun:
    """The run that a snippet is."""
    samples, moment_s = kept.snippet.samples, kept.snippet.moment_s
    began_utc_s = None if kept.trust == "unknown" else float(samples.time_s[0]) - moment_s + kept.moment_utc_s
    return BidsRun(samples, kept.snippet.what, began_utc_s)


def bids_dataset(runs: Iterable[BidsRun], words: DatasetWords = OF_SNIPPETS) -> Iterator[BidsFile]:
    """All files, those about the whole dataset first, the list of runs last; one run is held at a time."""
    yield BidsFile("dataset_description.json", _json(_description(words.name)))
    yield BidsFile("README", README.format(what=words.what, runs=words.runs))
    yield BidsFile("participants.tsv", f"participant_id\n{SUBJECT}\n")
    yield BidsFile("scans.json", _json({"what": {"Description": words.column}}))
    scans = ["filename\tacq_time\twhat"]
    for number, run in enumerate(runs, 1):
        yield from _run(_stem(number), run.samples)
        scans.append(_scan(number, run))
    yield BidsFile(f"{SUBJECT}/{SUBJECT}_scans.tsv", "\n".join(scans) + "\n")


def _run(stem: str, samples: Samples) -> Iterator[BidsFile]:
    yield BidsFile(f"{stem}_motion.tsv", motion_tsv(samples))
    yield BidsFile(f"{stem}_motion.json", _json(motion_json(samples, TASK, SYSTEM)))
    yield BidsFile(f"{stem}_channels.tsv", channels_tsv(samples))


def _description(name: str) -> dict[str, Any]:
    return {
        "Name": name,
        "BIDSVersion": BIDS_VERSION,
        "DatasetType": "raw",
        "License": "not given: ask the person whose movement this is",
        "GeneratedBy": [{"Name": "Easeband", "Version": __version__}],
    }


def _stem(number: int) -> str:
    return f"{SUBJECT}/motion/{SUBJECT}_task-{TASK}_tracksys-{SYSTEM}_run-{number:03d}"


def _scan(number: int, run: BidsRun) -> str:
    name, what = _stem(number).removeprefix(f"{SUBJECT}/"), " ".join(run.what.split()) or NOT_KNOWN
    began = None if run.began_utc_s is None else datetime.fromtimestamp(run.began_utc_s, UTC)
    return f"{name}_motion.tsv\t{NOT_KNOWN if began is None else f'{began:%Y-%m-%dT%H:%M:%S}Z'}\t{what}"


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, indent=2) + "\n"
