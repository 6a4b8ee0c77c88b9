import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.clinic.languages import PAGE_LANGUAGES, language_asked


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("DE-CH", "de"),
        ("fr-FR, de;q=0.5", "de"),
        ("en-GB,en;q=0.9,de;q=0.8", "en"),
        ("de;q=0.3, en;q=0.7", "en"),
        ("de;q=0, fr", "en"),
        ("*", "en"),
        ("fr", "en"),
        ("de;q=nan", "en"),
        (", ".join(["xx"] * 25 + ["de"]), "en"),
    ],
)
def test_a_browser_gets_the_first_language_that_it_asks_for_and_that_there_is(accepted: str, code: str) -> None:
    assert language_asked("", accepted).code == code


def test_what_a_person_chose_comes_before_what_the_browser_asks_for() -> None:
    assert language_asked("en", "de").code == "en"
    assert language_asked("de", "en").code == "de"
    assert language_asked("xx", "de").code == "de"  # of a newer program, or a damaged file


@given(st.text(st.sampled_from("deDEnfrq=;,.-*01 \0ä"), max_size=60))
def test_whatever_a_browser_says_there_is_a_language(accepted: str) -> None:
    assert language_asked("", accepted).code in PAGE_LANGUAGES
