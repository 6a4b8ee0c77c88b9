"""What is in the packages, as CycloneDX, one file for each package, processor and Python: `make sbom`.

Knows the locks that build.py fills the packages from; must never know how a component is written: cyclonedx-py does
that, the CycloneDX project's own program, and holds it against their schema.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parent))

import build

PROGRAM: Final = "cyclonedx-py"
SPECIFICATION: Final = "1.6"  # ECMA-424


def main() -> int:
    """Write them all; the path of each on a line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--into", type=Path, default=build.ROOT / "build" / "sbom", help="folder of the files")
    arguments = parser.parse_args()
    program = shutil.which(PROGRAM, path=f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}")
    if program is None:
        print(f"sbom: {PROGRAM} is not there: make install brings it", file=sys.stderr)
        return 1
    arguments.into.mkdir(parents=True, exist_ok=True)
    for role in build.ROLES:
        for architecture in build.MACHINES:
            for python in build.PYTHONS:
                print(written(program, role, architecture, python, arguments.into))
    return 0


def written(program: str, role: str, architecture: str, python: str, into: Path) -> Path:
    """Of one package on one kind of computer, reproducible."""
    lock = (build.HERE / role / "requirements.lock").read_text(encoding="utf-8")
    pinned = "".join(build.for_target(lock, architecture, python))
    options = ["--spec-version", SPECIFICATION, "--output-reproducible", "--mc-type", "firmware"]
    command = [program, "requirements", *options, "--pyproject", str(build.ROOT / "pyproject.toml"), "-"]
    said = subprocess.run(command, input=pinned, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 - our own words
    file = into / f"{role}_{build.version()}_{architecture}_python{python}.cdx.json"
    file.write_text(json.dumps(json.loads(said.stdout), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return file


if __name__ == "__main__":
    sys.exit(main())
