"""The twelve exercises, as a therapist looks them up."""

from device.programme.catalogue import CATALOGUE, EXERCISES
from device.records.sites import GUIDES, SITES


def test_there_are_twelve_and_each_has_its_own_name() -> None:
    assert len(EXERCISES) == len(CATALOGUE) == 12


def test_what_moves_has_a_cap_and_what_rests_has_none() -> None:
    caps_deg = {name: exercise.cap_deg for name, exercise in CATALOGUE.items()}
    assert caps_deg == {
        "supported-rest": None,
        "postural-hold": None,
        "forearm-turn": 160,
        "wrist-opposite": 80,
        "elbow-bend": 150,
        "arm-raise": 150,
        "reach": 120,
        "paced-swing": 120,
        "toes-up": 70,
        "knee-straighten": 135,
        "gentle-stretch": None,
        "head-turn": 80,
    }


def test_only_movements_have_repetitions() -> None:
    moving = {exercise.name for exercise in EXERCISES if exercise.form in {"repetitions", "swing"}}
    assert moving == {exercise.name for exercise in EXERCISES if exercise.cap_deg is not None}


def test_every_site_says_how_it_is_worn_and_what_it_cannot_tell_and_the_face_is_none() -> None:
    assert SITES == ("head", "neck", "trunk", "upper arm", "forearm", "hand", "thigh", "shin", "foot")
    assert set(GUIDES) == set(SITES)
    assert all(guide.mounting and guide.measures and guide.cannot for guide in GUIDES.values())


def test_every_exercise_fits_a_site_and_has_a_caution() -> None:
    assert all(exercise.sites and exercise.caution and exercise.how for exercise in EXERCISES)
