"""A programme's data as TOML: the standard library reads the same again."""

import tomllib
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from sync.clinic.editor.toml_text import toml_of
from tests.support.examples import examples

TEXTS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=20)
NAMES = st.sampled_from(["limb", "author", "count_from_deg", "parts"])
SCALARS = st.one_of(
    TEXTS, st.booleans(), st.integers(-(2**40), 2**40), st.floats(allow_nan=False), st.dates(date(1, 1, 1))
)
ROWS = st.dictionaries(NAMES, st.one_of(SCALARS, st.lists(SCALARS, max_size=3), st.dictionaries(NAMES, SCALARS)))
PLAIN = st.dictionaries(NAMES, st.one_of(SCALARS, ROWS, st.lists(ROWS, min_size=1, max_size=3)), max_size=4)


@given(PLAIN)
@settings(max_examples=examples(100), deadline=None)
def test_what_is_written_is_read_again(plain: dict[str, object]) -> None:
    assert tomllib.loads(toml_of(plain)) == plain


def test_it_reads_like_one_that_a_person_wrote() -> None:
    plain = {
        "id": "arm",
        "items": [{"exercise": "reach", "tempo": {"out_s": 3, "hold_s": 1.5}}],
        "symptoms": {"at": "x"},
    }
    assert toml_of(plain) == (
        'id = "arm"\n\n[[items]]\nexercise = "reach"\ntempo = { out_s = 3, hold_s = 1.5 }\n\n[symptoms]\nat = "x"\n'
    )
