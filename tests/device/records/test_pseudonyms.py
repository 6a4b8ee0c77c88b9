import pytest

from device.records.pseudonyms import is_pseudonym


@pytest.mark.parametrize("name", ["a", "band-01", "0", "x" * 64])
def test_lower_case_letters_digits_and_hyphens_make_a_pseudonym(name: str) -> None:
    assert is_pseudonym(name)


@pytest.mark.parametrize("name", ["", "x" * 65, "Anna", "a b", "a/b", "a+", "ä", "a\n", "a_b"])
def test_what_a_topic_cannot_hold_or_a_person_is_called_makes_none(name: str) -> None:
    assert not is_pseudonym(name)
