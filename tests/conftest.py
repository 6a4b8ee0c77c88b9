"""What holds for every test."""

from hypothesis import settings

# A busy computer makes a good property slow; slowness is measured by the benchmarks, not by a test's deadline.
settings.register_profile("easeband", deadline=None, print_blob=True)
settings.load_profile("easeband")
