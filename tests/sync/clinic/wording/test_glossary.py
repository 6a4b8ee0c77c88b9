from typing import get_args

import pytest

from device.day.confirmation import MARK_NEAR_S
from device.day.document import DayContext
from device.parameters import PARAMETERS
from device.records.facts import EpisodeKind
from sync.clinic.wording.glossary import CONTEXTS, GLOSSARY, IRREGULARITY, KIND_ENTRIES, UNCONFIRMED


def test_every_kind_and_every_context_is_explained() -> None:
    assert set(KIND_ENTRIES) == set(get_args(EpisodeKind))
    assert set(CONTEXTS) == set(get_args(DayContext))


def test_every_word_says_also_what_cannot_be_told_from_it() -> None:
    assert all(entry.says.endswith(".") and entry.but.endswith(".") for entry in GLOSSARY)
    assert "not a diagnosis" in IRREGULARITY.but


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("rhythmic", f"{PARAMETERS.rhythm.lowest_hz:g} to {int(PARAMETERS.rhythm.highest_hz)} times a second"),
        ("rhythmic", f"for at least {PARAMETERS.episodes.episode_least_s} s"),
        ("jerk", f"shorter than {PARAMETERS.episodes.jerk_most_s:g} s"),
        ("jerk", f"within {PARAMETERS.episodes.jerks_together_s:g} s"),
        ("sustained posture", f"at least {PARAMETERS.episodes.posture_least_s} s"),
        ("spasm", f"at least {PARAMETERS.episodes.spasm_hold_s:g} s"),
        ("repetitive", "0.5 to 1.5 times a second"),
        ("repetitive", f"at least {PARAMETERS.episodes.repeating_cycles:g} cycles"),
    ],
)
def test_the_numbers_in_the_words_are_those_of_the_analysis(kind: EpisodeKind, said: str) -> None:
    assert said in KIND_ENTRIES[kind].says


def test_the_button_counts_within_the_minute_that_the_words_promise() -> None:
    assert MARK_NEAR_S == 60
    assert "within a minute" in UNCONFIRMED
