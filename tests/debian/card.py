"""The files of a prepared card, held against cloud-init's own schema, and read as the YAML that it reads.

Knows cloud-init of a Debian; must never know how the files are made.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from tests.debian.root_fs import Inside

PACKAGES = ("cloud-init", "netplan.io")  # which Raspberry Pi OS has too; by itself cloud-init knows no Wi-Fi
ROOT = Path(__file__).resolve().parents[2]
WIFI = 'Café "5: #1" {home}'
READ = (
    "import json, yaml; print(json.dumps([yaml.safe_load(open('/card/' + n)) for n in ('user-data','network-config')]))"
)


def look(here: Inside, _package: Path) -> None:
    """cloud-init finds nothing to object to, and reads what was meant."""
    boot = here.file("/card")
    boot.mkdir()
    (boot / "config.txt").write_text("")
    (boot / "easeband_1_arm64.deb").write_text("")
    (boot / "key.pub").write_text("ssh-ed25519 AAAA helper\n")
    prepare(boot, "12345678: #")
    assert "Valid" in here.run("cloud-init", "schema", "--config-file", "/card/user-data")
    if "--schema-type" in here.run("cloud-init", "schema", "--help"):  # from 24.1 on
        here.run("cloud-init", "schema", "--config-file", "/card/network-config", "--schema-type", "network-config")
    user, network = json.loads(here.run("python3", "-c", READ))
    assert (user["hostname"], user["timezone"]) == ("band-01", "Europe/Berlin")
    assert user["runcmd"] == [["sh", "/boot/firmware/easeband/set_up.sh"]]
    assert network["network"]["wifis"]["wlan0"]["access-points"] == {WIFI: {"password": "12345678: #"}}


def prepare(boot: Path, password: str) -> None:
    """As a helper does, with the password given at the prompt."""
    script = boot.parent / "prepare"
    shutil.copytree(ROOT / "systemd" / "cloud-init", script)
    given = ["--name", "band-01", "--timezone", "Europe/Berlin", "--wifi", WIFI, "--country", "DE"]
    files = ["--package", str(boot / "easeband_1_arm64.deb"), "--ssh-key", str(boot / "key.pub")]
    command = [sys.executable, "-W", "ignore", str(script / "prepare_card.py"), str(boot), *files, *given]
    subprocess.run(command, input=f"{password}\n", text=True, check=True, start_new_session=True, capture_output=True)


def plant(here: Inside, _package: Path) -> None:
    """What the check above is worth."""
    text = here.file("/card/user-data").read_text()
    here.file("/card/planted").write_text(text.replace("runcmd:", "runcmd: 5\nmore:"))
    assert "runcmd" in here.run("cloud-init", "schema", "--config-file", "/card/planted", status=1)


STEPS = {"cloud-init reads a prepared card as it is meant": look, "it finds a planted mistake": plant}
