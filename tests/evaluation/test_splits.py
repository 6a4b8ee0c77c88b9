"""Nobody's data stands on both sides of a split, and shares are counted as they say."""

from pathlib import Path

import numpy as np
import pytest

from tests.evaluation.baseline import features, fitted
from tests.evaluation.cases import Case, judged, rests, trembling
from tests.evaluation.grid import pieces
from tests.evaluation.movement_data import COUNTS_PER_G, Movement, movements
from tests.evaluation.outcomes import ours
from tests.evaluation.rated import Scored
from tests.evaluation.synthetic import still, tremor
from tests.evaluation.table import Share, share

PEOPLE, SUBJECTS, RECORDINGS = (1, 3, 5, 7), (1, 2, 3, 4, 5), 3


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Recordings whose first value is the number of the person, or of the set where there is one person."""

    def save(name: str, arrays: dict[str, object]) -> None:
        (tmp_path / name).parent.mkdir()
        np.savez(tmp_path / name, **arrays)  # type: ignore[arg-type]  # the stub takes names for its own option

    def of(number: int) -> object:
        return np.full((100, 7), number * COUNTS_PER_G)

    walks = {f"s{person:02}_{n:02}": of(person) for person in PEOPLE for n in range(RECORDINGS)}
    save("geotec_smartwatch_100hz/sw.npz", walks)
    subjects = np.repeat(SUBJECTS, RECORDINGS)
    sets = {f"X{number:03}": of(int(subject)) for number, subject in enumerate(subjects)}
    save("spar_shoulder_50hz/spar.npz", {**sets, "index": np.arange(len(subjects)), "subject": subjects})
    save("gym_reps_100hz/sets.npz", {f"s{number:03}": of(number) for number in range(4)})
    save("car_phone_fixed/trip17.npz", {"x": np.arange(600.0).reshape(100, 6)})
    return tmp_path


@pytest.mark.parametrize("kind", ["walking", "physiotherapy", "gym"])
def test_no_person_and_no_set_is_on_both_sides(folder: Path, kind: str) -> None:
    those = [movement for movement in movements(folder) if movement.kind == kind]
    sides = [{whose(one) for one in those if one.part == part} for part in ("tuning", "report")]
    assert all(sides)
    assert not sides[0] & sides[1]


def whose(movement: Movement) -> float:
    return float(movement.samples.acceleration_g[0, 0])


def test_the_two_halves_of_the_car_ride_share_no_second(folder: Path) -> None:
    first, second = (movement for movement in movements(folder) if movement.kind == "car")
    assert first.samples.acceleration_g.max() < second.samples.acceleration_g.min()


def test_each_part_has_synthetic_limbs_of_its_own() -> None:
    seen = [movement.samples.acceleration_g[0].tobytes() for movement in rests()]
    assert len(set(seen)) == len(seen)


def test_pieces_are_as_long_as_asked_and_the_rest_is_left_out() -> None:
    lengths = [len(piece) for piece in pieces(still(np.random.default_rng(1), 30), 12)]
    assert lengths == [1200, 1200]


def test_a_short_recording_is_one_piece() -> None:
    assert [len(piece) for piece in pieces(still(np.random.default_rng(1), 9), 12)] == [900]


def test_seconds_between_bursts_are_not_asked_for() -> None:
    random = np.random.default_rng(4)
    resting = Movement("rest", "tuning", still(random, 30))
    steady, bursting = (judged(Case(resting, tremor(random, 5, 30, how))) for how in ("none", "bursts"))
    assert len(trembling(steady)) == len(steady.assessable)
    assert 0 < len(trembling(bursting)) < len(bursting.assessable)


def test_a_tremor_at_another_frequency_does_not_count_as_found() -> None:
    random = np.random.default_rng(4)
    slow = tremor(random, 4, 30)
    trembles = Movement("rest", "tuning", slow.added_to(still(random, 10)))
    assert ours([judged(Case(trembles, tremor(random, 8, 0.01)))]).percent == 0
    assert ours([judged(Case(trembles))]).percent == 100


def test_a_share_of_nothing_is_no_number() -> None:
    assert str(share([])) == "-"
    assert str(Share(1, 8)) == "12.50 % of 8"


def test_sensitivity_counts_what_is_above_nearly_all_unrated_windows() -> None:
    rating, score = np.repeat([0, 1], 100), np.concatenate([np.arange(100), np.arange(50, 150)])
    scored = Scored(rating, np.repeat(np.arange(20), 10), score)
    assert scored.sensitivity() == 0.55
    assert scored.by_recording().score.tolist() == [*np.arange(4.5, 100, 10), *np.arange(54.5, 150, 10)]


def test_five_features_tell_a_tremor_from_noise() -> None:
    random = np.random.default_rng(7)
    noise = random.normal(0, 0.1, (200, 128, 3))
    y = np.repeat([0.0, 1.0], 100)
    wave = np.sin(2 * np.pi * 5 * np.arange(128) / 50)[:, None]
    windows = noise + 0.2 * y[:, None, None] * wave
    values = features(windows).values
    assert values.shape == (200, 5)
    assert values[100:, 1] == pytest.approx(5, abs=0.3)
    scores = fitted(values[::2], y[::2]).score(values[1::2])
    assert np.mean((scores > 0) == (y[1::2] > 0)) > 0.95


def test_the_baseline_is_not_moved_by_the_part_it_is_judged_on() -> None:
    random = np.random.default_rng(8)
    values, y = random.normal(size=(50, 5)), np.tile([0.0, 1.0], 25)
    regression = fitted(values, y)
    alone, among = regression.score(values[:1]), regression.score(np.vstack([values[:1], 100 * values]))
    assert alone[0] == pytest.approx(among[0])
