"""What the evaluation is busy with, on standard error, so that the table on standard output stays clean."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def step(name: str) -> Iterator[None]:
    """Say what begins, and how long it took."""
    before_s = time.perf_counter()
    print(f"{name} ...", end="", file=sys.stderr, flush=True)
    try:
        yield
    finally:
        print(f" {time.perf_counter() - before_s:.1f} s", file=sys.stderr, flush=True)
