"""`easeband` with the packages of the device's lock alone, as far as it loads others, and its unit's way to the zones.

msgspec takes `typing_extensions`, which is half a megabyte, from the packages of the tests.
"""

import os
import sys

os.environ["PYTHONTZPATH"] = "/usr/share/zoneinfo"
sys.modules["typing_extensions"] = None  # type: ignore[assignment]  # the import system's own way to say: not there

from device.cli import main  # noqa: E402 - what it imports must see that

if __name__ == "__main__":
    sys.exit(main())
