"""A dataset of one person with a run for each snippet, as paths and texts.

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
from device.snippets.folder import Kept

BIDS_VERSION: Final = "1.10.0"
SUBJECT: Final = "sub-01"
TASK: Final = "dailylife"
SYSTEM: Final = "easeband"
NOT_KNOWN: Final = "n/a"
README: Final = (
    "Raw movement of one part of the body, around marks that the person set with a button and around movement\n"
    "episodes, taken by an Easeband: an MPU-6050 worn on a limb. Nothing in here is a diagnosis. Each run is one\n"
    "snippet; sub-01_scans.tsv says what it was taken for. The sampling is not perfectly even: the channel latency\n"
    "has the time of each sample from the first one of its run.\n"
)


@dataclass(frozen=True)
class BidsFile:
    """A file of the dataset by its path within it."""

    path: str
    text: str


def bids_dataset(snippets: Iterable[Kept]) -> Iterator[BidsFile]:
    """All files, those about the whole dataset first, the list of runs last; one snippet is held at a time."""
    yield BidsFile("dataset_description.json", _json(_description()))
    yield BidsFile("README", README)
    yield BidsFile("participants.tsv", f"participant_id\n{SUBJECT}\n")
    yield BidsFile("scans.json", _json({"what": {"Description": "What the snippet was taken for"}}))
    scans = ["filename\tacq_time\twhat"]
    for number, kept in enumerate(snippets, 1):
        yield from _run(_stem(number), kept)
        scans.append(_scan(number, kept))
    yield BidsFile(f"{SUBJECT}/{SUBJECT}_scans.tsv", "\n".join(scans) + "\n")


def _run(stem: str, kept: Kept) -> Iterator[BidsFile]:
    samples = kept.snippet.samples
    yield BidsFile(f"{stem}_motion.tsv", motion_tsv(samples))
    yield BidsFile(f"{stem}_motion.json", _json(motion_json(samples, TASK, SYSTEM)))
    yield BidsFile(f"{stem}_channels.tsv", channels_tsv(samples))


def _description() -> dict[str, Any]:
    return {
        "Name": "Raw movement around marks and movement episodes",
        "BIDSVersion": BIDS_VERSION,
        "DatasetType": "raw",
        "License": "not given: ask the person whose movement this is",
        "GeneratedBy": [{"Name": "Easeband", "Version": __version__}],
    }


def _stem(number: int) -> str:
    return f"{SUBJECT}/motion/{SUBJECT}_task-{TASK}_tracksys-{SYSTEM}_run-{number:03d}"


def _scan(number: int, kept: Kept) -> str:
    name, what = _stem(number).removeprefix(f"{SUBJECT}/"), " ".join(kept.snippet.what.split()) or NOT_KNOWN
    return f"{name}_motion.tsv\t{_began(kept)}\t{what}"


def _began(kept: Kept) -> str:
    """When its first sample was taken."""
    if kept.trust == "unknown":
        return NOT_KNOWN
    first_s = float(kept.snippet.samples.time_s[0])
    began = datetime.fromtimestamp(first_s - kept.snippet.moment_s + kept.moment_utc_s, UTC)
    return f"{began:%Y-%m-%dT%H:%M:%S}Z"


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, indent=2) + "\n"
