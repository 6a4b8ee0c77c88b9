"""What pairing puts in place is all old or all new, whenever the power goes."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from device.system.config import read_config
from sync.uplink.pairing.identity_folder import IdentityFolder, Pairing

ONE = Pairing("band-1", "certificate 1\n", "authority 1\n", "clinic key 1\n", "one.example", 8883)
OTHER = Pairing("band-2", "certificate 2\n", "authority 2\n", "clinic key 2\n", "other.example", 9883)
KEY, OTHER_KEY = "key 1\n", "key 2\n"
CHANGES = ("replace", "unlink", "rmdir", "mkdir", "fsync")  # of os: what changes the disk, or makes sure of it


class PowerCut(Exception):
    """Nothing more is written."""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "etc" / "easeband.toml"
    path.parent.mkdir()
    path.write_text(f"[files]\nsync = '{tmp_path}/sync/sync.db'\ndevice = '{tmp_path}/device.db'\n")
    return path


@pytest.fixture
def identity(tmp_path: Path) -> IdentityFolder:
    return IdentityFolder(tmp_path / "sync" / "sync.db")


def in_force(config: Path) -> tuple[Pairing, str]:
    """The pairing that sync and the device would follow now, and the key."""
    settings, files = read_config(config, "sync"), read_config(config, "run").files
    broker = settings.broker
    certificate, key = Path(broker.certificate).read_text().splitlines(keepends=True)
    ca, clinic_key = Path(broker.ca).read_text(), Path(files.clinic_key).read_text()
    return Pairing(settings.device.id, certificate, ca, clinic_key, broker.host, broker.port), key


def counted(change: Callable[..., object], left: list[int]) -> Callable[..., object]:
    """The same, until so many changes were made."""

    def call(*arguments: object, **more: object) -> object:
        left[0] -= 1
        if left[0] < 0:
            raise PowerCut
        return change(*arguments, **more)

    return call


def cut_after(changes: int, work: Callable[[], None]) -> bool:
    """Whether the power went before the work was done."""
    left = [changes]
    with pytest.MonkeyPatch.context() as patch:
        for name in CHANGES:
            patch.setattr(os, name, counted(getattr(os, name), left))
        try:
            work()
        except PowerCut:
            return True
    return False


def test_a_first_pairing_is_in_force_at_once(identity: IdentityFolder, config: Path) -> None:
    identity.install(ONE, KEY, config)
    assert in_force(config) == (ONE, KEY)


def test_keys_and_certificates_are_nobodys_but_their_owners(identity: IdentityFolder, config: Path) -> None:
    identity.install(ONE, KEY, config)
    identity.next_key("a key\n")
    assert {path.stat().st_mode & 0o077 for path in identity.folder.rglob("*")} == {0}
    assert config.with_name("paired.toml").stat().st_mode & 0o777 == 0o644


@pytest.mark.slow
def test_after_a_power_cut_at_any_moment_one_pairing_is_in_force_whole(identity: IdentityFolder, config: Path) -> None:
    seen, changes = list[str](), 0
    identity.install(ONE, KEY, config)
    while cut_after(changes, lambda: identity.install(OTHER, OTHER_KEY, config)):
        assert in_force(config) in ((ONE, KEY), (OTHER, OTHER_KEY))
        seen.append(in_force(config)[0].device)
        identity.install(ONE, KEY, config)
        changes += 1
    assert in_force(config) == (OTHER, OTHER_KEY)
    assert (seen, set(seen)) == (sorted(seen), {"band-1", "band-2"})


def test_a_renewal_replaces_certificate_and_key_together(identity: IdentityFolder, config: Path) -> None:
    identity.install(ONE, KEY, config)
    own, changes = Path(read_config(config, "sync").broker.certificate), 0
    identity.next_key(OTHER_KEY)
    while cut_after(changes, lambda: identity.renew(own, "certificate 2\n", OTHER_KEY)):
        assert own.read_text() in ("certificate 1\nkey 1\n", "certificate 2\nkey 2\n")
        changes += 1
    assert own.read_text() == "certificate 2\nkey 2\n"


def test_a_key_that_was_asked_for_and_never_used_is_asked_for_again(identity: IdentityFolder, config: Path) -> None:
    """The clinic gives the same answer to the same key: the first one may have been lost."""
    assert identity.next_key(KEY) == KEY
    assert identity.next_key(OTHER_KEY) == KEY
    identity.install(ONE, KEY, config)
    assert identity.next_key(OTHER_KEY) == OTHER_KEY


def test_what_no_pairing_names_any_more_goes(identity: IdentityFolder, config: Path) -> None:
    identity.install(ONE, KEY, config)
    identity.install(OTHER, OTHER_KEY, config)
    assert len([path for path in identity.folder.iterdir() if path.is_dir()]) == 1
    assert len(list(config.parent.glob("clinic-key-*.pem"))) == 1


@pytest.mark.parametrize("left", ["", "-----BEGIN PRIV", "\0" * 241])
def test_a_key_of_which_the_card_kept_half_is_made_anew(identity: IdentityFolder, left: str) -> None:
    """Nobody has a certificate for it yet; each try to pair would end over it."""
    identity.next_key(KEY)
    (identity.folder / "next.key").write_text(left)
    assert identity.next_key(OTHER_KEY) == OTHER_KEY
    assert identity.next_key(KEY) == OTHER_KEY


def test_what_cannot_be_tidied_does_not_end_a_pairing_that_is_in_force(identity: IdentityFolder, config: Path) -> None:
    config.with_name("clinic-key-by-hand.pem").mkdir()
    identity.install(ONE, KEY, config)
    assert in_force(config) == (ONE, KEY)
