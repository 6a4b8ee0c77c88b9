"""What holds for every test."""

import os

from hypothesis import settings

ALL = "EASEBAND_TEST_ALL" in os.environ

# A busy computer makes a good property slow; slowness is measured by the benchmarks, not by a test's deadline.
# A change is accepted or refused by the same hundred examples each time; everybody else explores a few new ones.
settings.register_profile("easeband", deadline=None, print_blob=True, derandomize=ALL, max_examples=100 if ALL else 30)
settings.load_profile("easeband")
