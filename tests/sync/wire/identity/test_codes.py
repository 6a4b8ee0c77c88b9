"""One-time codes: what a person may type, and which mistakes are seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.wire.identity.codes import BadCode, PairingCode, new_code, read_code

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
codes = st.builds(PairingCode, st.integers(0, 2**90 - 1))


@given(codes)
def test_a_code_is_read_as_it_was_shown_in_any_case_with_or_without_hyphens(code: PairingCode) -> None:
    shown = str(code)
    assert len(shown) == 24
    assert read_code(shown) == read_code(shown.lower()) == read_code(shown.replace("-", "")) == code
    assert read_code(f" {shown.replace('-', ' ')}\n") == code


@given(codes)
def test_letters_that_look_alike_are_one(code: PairingCode) -> None:
    assert read_code(str(code).replace("0", "O").replace("1", "l")) == code


@given(codes, st.integers(0, 19), st.sampled_from(LETTERS))
def test_any_one_wrong_letter_is_seen(code: PairingCode, place: int, letter: str) -> None:
    right = str(code).replace("-", "")
    wrong = right[:place] + letter + right[place + 1 :]
    if wrong != right:
        with pytest.raises(BadCode, match="mistyped"):
            read_code(wrong)


@given(codes, st.integers(0, 18))
def test_any_two_letters_that_were_swapped_are_seen(code: PairingCode, place: int) -> None:
    right = str(code).replace("-", "")
    wrong = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    if wrong != right:
        with pytest.raises(BadCode, match="mistyped, or two are swapped"):
            read_code(wrong)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "expected 20 letters and digits, got 0"),
        ("8AC0-GBYP-FH2K-DJVZ-S8W", "expected 20 letters and digits, got 19"),
        ("8AC0-GBYP-FH2K-DJVZ-S8U1", "no code has 'U' in it"),
        ("8AC0-GBYP-FH2K-DJVZ-S8Ä1", "no code has 'Ä' in it"),
    ],
)
def test_what_is_no_code_is_told(typed: str, said: str) -> None:
    with pytest.raises(BadCode, match=said):
        read_code(typed)


@given(st.text())
def test_nothing_that_is_typed_is_more_than_a_code_or_no_code(typed: str) -> None:
    try:
        read_code(typed)
    except BadCode:
        return


def test_what_the_clinic_keeps_of_a_code_is_always_the_same_and_no_part_of_it() -> None:
    """A changed derivation would make the codes of a clinic that was not updated yet worthless."""
    derived = PairingCode(1).derived()
    assert derived.name == "c41ab6dc3e164a78dbedb9449f1ec16e"
    assert (len(derived.request), len(derived.answer)) == (64, 64)
    assert len({derived.name, derived.request[:32], derived.answer[:32], derived.request, derived.answer}) == 5


def test_no_two_codes_are_the_same() -> None:
    assert len({str(new_code()) for _ in range(100)}) == 100
