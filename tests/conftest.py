"""What holds for every test."""

import gc

from hypothesis import settings

from tests.support.examples import ALL, examples

# A busy computer makes a good property slow; slowness is measured by the benchmarks, not by a test's deadline.
# A change is accepted or refused by the same hundred examples each time; everybody else explores a few new ones.
settings.register_profile("easeband", deadline=None, print_blob=True, derandomize=ALL, max_examples=examples(100))
settings.load_profile("easeband")

gc.disable()  # while tests are collected: next to nothing of what is loaded then is ever given up


def pytest_collection_finish() -> None:
    """What was loaded stays to the end, so the garbage collector need not look through it again and again."""
    gc.freeze()
    gc.enable()
