"""A card prepared as the page says, and what its first start does: in a Debian that has nothing of ours.

Knows prepare_card.py from outside, and the script that cloud-init runs; cloud-init itself is looked at by
`tests/debian/card.py`. Nobody types anything on the band.
"""

import subprocess
import sys

from tests.vm.typed import PERSON, ROOT, Keyboard, wanted

PAGE = "systemd/README.md"
TOLD = "python3 systemd/cloud-init/prepare_card.py /media/me/bootfs --package build/deb/easeband_0.1.0_arm64.deb"
PREPARE = ROOT / "systemd" / "cloud-init" / "prepare_card.py"
BOOT, SCRIPT, RESULT = "/boot/firmware", "easeband/set_up.sh", "easeband/result.txt"
OPTIONS = ("--timezone", "Europe/Berlin", "--wifi", "HOME", "--country", "DE")
TYPED = "twelve-letters\n"  # where the password of the Wi-Fi is asked for


def prepared(card: Keyboard, name: str, code: str, host: str) -> None:
    """On the helper's computer; the password is asked for."""
    boot = card.file(BOOT)
    boot.mkdir(parents=True, exist_ok=True)
    (boot / "config.txt").write_text("dtparam=audio=on\n")
    (package,) = card.file(f"/home/{PERSON}").glob("easeband_*.deb")
    command = [sys.executable, "-W", "ignore", str(PREPARE), str(boot), "--package", str(package), *OPTIONS]
    given = ["--name", name, "--code", code, "--host", host]
    subprocess.run([*command, *given], input=TYPED, text=True, check=True, start_new_session=True, capture_output=True)


def first_start(card: Keyboard) -> str:
    """What is then on the card for a helper who has no screen: the doctor's findings."""
    card.as_root("sh", f"{BOOT}/{SCRIPT}", status=None)
    said = card.file(f"{BOOT}/{RESULT}").read_text()
    wanted("set up; this is what the doctor finds:" in said, said)
    settings = card.file(f"{BOOT}/easeband/settings").read_text()
    wanted("CODE=''" in settings, f"the code, which was used, is still on the card: {settings}")
    return said.splitlines()[-1]
