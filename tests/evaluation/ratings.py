"""How own symptoms are answered in a closed loop by people with trembling fingers who look at the lights, or hurry.

    python -m tests.evaluation.ratings [PEOPLE]

Five people a cell unless said otherwise, three questions each, some minutes. Each sees nothing but the lights, and
wants to answer each question with one tap, two or three. Finger and hurry are a model (tests/support/rating_person.py),
no recording.
"""

import sys
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import Final, get_args

from device.records.facts import RATINGS, Rating
from tests.evaluation.presses import DEPTHS
from tests.evaluation.table import print_cells
from tests.support.flashes import flash_onsets
from tests.support.rating_person import AnsweredRound, Care, RatingPerson, answered_round, rating_person

FREQUENCIES_HZ: Final = (3.0, 5.0, 8.0, 11.0)
NUMBERS: Final = (1, 2, 3)
PEOPLE: Final = 5
LEAST_APART_S: Final = 0.97  # of flashes: a second, less one look of the lights
WIDTHS: Final = (20, 6, 10, 9, 9, 9, 13, 22, 16)
RESULTS: Final = ("right", "less", "more", "not answered")
HEAD: Final = ("who", "depth", "questions", *RESULTS, "rounds ended by a hold", "flashes too near")


def outcome(wanted: int, kept: Rating | None) -> str:
    """Of one question."""
    if kept is None:
        return "not answered"
    taps = RATINGS.index(kept) + 1
    return "right" if taps == wanted else "less" if taps < wanted else "more"


def outcomes(person: RatingPerson, answered: AnsweredRound) -> Iterable[str]:
    """Of each question."""
    return (outcome(person.wanted[number], answered.ratings[number]) for number in NUMBERS)


def flashes_too_near(answered: AnsweredRound) -> int:
    """How many came less than a second after another."""
    onsets = list(flash_onsets(answered.shown))
    return sum(later_s - earlier_s < LEAST_APART_S for earlier_s, later_s in pairwise(onsets))


def main(people: int) -> None:
    """Print the table."""
    print_cells(HEAD, WIDTHS)
    for care in get_args(Care):
        for depth in DEPTHS:
            counts = Counter[str]()
            for hz in FREQUENCIES_HZ:
                for seed in range(people):
                    person = rating_person(round(1000 * hz) + seed, hz, depth, care, NUMBERS)
                    answered = answered_round(person, NUMBERS)
                    counts.update(outcomes(person, answered))
                    counts["near"] += flashes_too_near(answered)
                    counts["stopped"] += answered.stopped == "stopped"
            _print(care, depth, counts)


def _print(care: str, depth: float, counts: Counter[str]) -> None:
    total = sum(counts[name] for name in RESULTS)
    shares = [f"{100 * counts[name] / total:.1f} %" for name in RESULTS]
    rounds = total // len(NUMBERS)
    print_cells((care, depth, total, *shares, f"{counts['stopped']} of {rounds}", counts["near"]), WIDTHS)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE)
