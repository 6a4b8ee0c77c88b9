"""What holds for every test."""

import os

from hypothesis import settings

# A busy computer makes a good property slow; slowness is measured by the benchmarks, not by a test's deadline.
# A change is accepted or refused by the same examples each time; everybody else explores new ones.
settings.register_profile("easeband", deadline=None, print_blob=True, derandomize="EASEBAND_TEST_ALL" in os.environ)
settings.load_profile("easeband")
