"""`easeband` with the packages of the device's lock alone, as far as it loads others where they are there.

msgspec takes `typing_extensions`, which is half a megabyte, from the packages of the tests.
"""

import sys

sys.modules["typing_extensions"] = None  # type: ignore[assignment]  # the import system's own way to say: not there

from device.cli import main  # noqa: E402 - what it imports must see that

if __name__ == "__main__":
    sys.exit(main())
