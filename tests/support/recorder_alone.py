"""The recorder with little beside it, as a program: its arguments are a folder, and for how many minutes to run."""

import sys

from device.cli import UNNEEDED

sys.modules.update(UNNEEDED)  # type: ignore[arg-type]  # as the command itself begins

from tests.support.trembling_recorder import run_trembling  # noqa: E402 - what it imports must see that

if __name__ == "__main__":
    run_trembling(sys.argv[1], int(sys.argv[2]))
