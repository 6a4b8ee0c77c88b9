"""The faults of a world, each a small story of its own, drawn by weight.

Knows what may go wrong anywhere on the line and how it passes; must never know what must hold all the same.
"""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.world.files import copy, copy_card, copy_receipts, unwatched

if TYPE_CHECKING:
    from tests.world.places import Place, WornDevice
    from tests.world.world import World

MINUTE_S, HOUR_S, DAY_S = 60.0, 3600.0, 86_400.0
OLDEST_COPY_S: Final = 20 * DAY_S  # of the clinic's database
FORGETS_NOTHING_S: Final = 4 * DAY_S  # after a card was put back, sync.db may know alone what the clinic has
MOST_TIMES_PUT_BACK: Final = 3  # a day has at most eight records beside its first one, and may take two each time
STIRS_OFFLINE: Final = 4
SOON_STEPS: Final = 400  # of a program: some ten of its rounds
REFUSALS: Final = (0x87, 0x97, 0x80)
ZONES: Final = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "UTC", "Pacific/Chatham")

Fault = Callable[["World"], None]


def kill_recorder(world: "World") -> None:
    _kill(world, world.any_device(), "recorder")


def kill_sync(world: "World") -> None:
    _kill(world, world.any_device(), "sync")


def kill_collector(world: "World") -> None:
    _kill(world, world.clinic, world.dice.choice(list(world.clinic.bodies)))


def _kill(world: "World", place: "Place", name: str) -> None:
    steps = world.dice.choice((0, world.dice.randint(1, SOON_STEPS)))
    world.say(f"{place.machine.name} {name} is to be killed {f'in {steps} steps' if steps else 'now'}")
    place.kill(name, steps)


def stop_any(world: "World") -> None:
    place = world.dice.choice((world.clinic, world.any_device()))
    name = world.dice.choice(list(place.bodies))
    world.say(f"{place.machine.name} {name} is asked to stop")
    place.stop(name)


def power_cut(world: "World") -> None:
    """The device is without power for a moment or for days."""
    device = world.any_device()
    if device.is_on:
        device.power_off()
        world.after(_some_time(world, 10.0, 2 * DAY_S), device.power_on)


def collector_away(world: "World") -> None:
    """The clinic's machine is off."""
    clinic = world.clinic
    if clinic.is_on:
        clinic.power_off()

        def back() -> None:
            clinic.is_on = True
            clinic.start_all()

        world.after(_some_time(world, MINUTE_S, 10 * DAY_S), back)


def no_network(world: "World") -> None:
    """One place cannot reach the broker."""
    place = world.dice.choice((world.clinic, world.any_device()))
    if place.network.is_up:
        place.network.cut()
        world.say(f"{place.machine.name} has no network")

        def back() -> None:
            place.network.is_up = True
            world.say(f"{place.machine.name} has its network again")

        world.after(_some_time(world, 10.0, 4 * DAY_S), back)


def bad_network(world: "World") -> None:
    """Connections end in mid-exchange."""
    place = world.dice.choice((world.clinic, world.any_device()))
    place.network.loses = world.dice.choice((0.02, 0.1, 0.3))
    world.say(f"{place.machine.name} loses {place.network.loses:.0%} of its exchanges")

    def better() -> None:
        place.network.loses = 0.0

    world.after(_some_time(world, MINUTE_S, 2 * HOUR_S), better)


def broker_restarts(world: "World") -> None:
    """It keeps all, or loses what came since its last save, or everything."""
    if not world.broker.is_up:
        return
    world.broker.stop()
    loses_s = world.dice.choice((0.0, 0.0, 60.0, 1800.0, -1.0))
    loses_s = 0.0 if world.copies_are_old else loses_s  # what the clinic asks for by its receipts is lost with them
    if loses_s > 0:
        world.broker.forget_since(world.hub.now_s - loses_s)
    elif loses_s < 0:
        world.broker.forget_everything()
    lost = {0.0: "nothing", -1.0: "everything"}.get(loses_s, f"the last {loses_s:.0f} s")
    world.say(f"the broker goes down and loses {lost}")
    world.after(_some_time(world, 1.0, 6 * HOUR_S), world.broker_up)


def broker_refuses(world: "World") -> None:
    """It takes nothing of a client for a while, or does not let it listen."""
    client = world.dice.choice((world.any_device().device, "easeband-clinic-collector-receipts"))
    code, part = world.dice.choice(REFUSALS), world.dice.choice(("up/day", "up/", "down/"))
    world.refused[client] = (part, code)
    world.say(f"the broker refuses {client} {part} with 0x{code:02X}")
    world.after(_some_time(world, MINUTE_S, DAY_S), lambda: world.refused.pop(client, None))


def clinic_restored(world: "World") -> None:
    """A copy that was made now takes the place of the clinic's database later."""
    clinic, number = world.clinic, world.number()
    backup = clinic.card.folder / f"backup-{number}.db"
    if not clinic.database.exists():
        return
    copy(clinic.database, backup)
    world.say(f"a copy of the clinic's database is made, {number}")

    def restore() -> None:
        was_on, clinic.is_on = clinic.is_on, False
        for name in clinic.bodies:
            clinic.kill(name)
        copy(backup, clinic.database)
        world.forget_promises()
        world.say(f"copy {number} takes the place of the clinic's database")
        clinic.is_on = was_on

    world.after(_some_time(world, HOUR_S, OLDEST_COPY_S if world.copies_are_old else 2 * DAY_S), restore)


def card_fails(world: "World") -> None:
    """A card is full, or takes nothing for another reason."""
    place = world.dice.choice((world.clinic, world.any_device(), world.any_device()))
    place.card.fault = world.dice.choice(("SQLITE_FULL", "SQLITE_FULL", "SQLITE_READONLY", "SQLITE_IOERR_WRITE"))
    world.say(f"the card of {place.machine.name} fails: {place.card.fault}")

    def mended() -> None:
        place.card.fault = ""
        world.say(f"the card of {place.machine.name} can be written again")

    # A collector whose database fails connects again every few minutes and is given all that is retained.
    most_s = HOUR_S if place is world.clinic else 2 * DAY_S
    world.after(_some_time(world, 10 * MINUTE_S, most_s), mended)


def clock_jumps(world: "World") -> None:
    """Somebody sets a device's clock, or the time server it asks is wrong for a while."""
    device = world.any_device()
    off_s = world.dice.choice((-DAY_S, -HOUR_S, -5.0, 1.0, 30.0, HOUR_S, 30 * DAY_S))
    device.machine.synchronise(device.machine.off_s + off_s) if device.machine.is_vouched_for else (
        device.machine.show(device.clock.utc_s() + off_s)
    )
    world.say(f"the clock of {device.machine.name} jumps by {off_s:+.0f} s")

    def right() -> None:
        device.machine.synchronise()
        world.say(f"the clock of {device.machine.name} is right")

    world.after(_some_time(world, MINUTE_S, DAY_S), right)


def zone_changes(world: "World") -> None:
    """The patient travels."""
    device = world.any_device()
    device.machine.timezone = world.dice.choice(ZONES)
    device.truth.moved()
    world.say(f"{device.machine.name} is in {device.machine.timezone} now")


def firmware_changes(world: "World") -> None:
    """Another version ran for a moment, which derives days in another way."""
    device = world.any_device()
    device.kill("recorder")
    if device.store.exists() and _set_derivation(device.store, str(world.dice.randint(1, 3))):
        world.say(f"{device.machine.name} has another firmware for a moment")


def _set_derivation(store: Path, name: str) -> bool:
    """Whether there was one: a recorder may be killed before it has made its tables."""
    with closing(unwatched(store)) as file, file:
        has_tables = file.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone()
        if has_tables:
            file.execute("UPDATE meta SET value = ? WHERE name = 'derivation'", (name,))
    return bool(has_tables)


def sync_db_lost(world: "World") -> None:
    """The file of receipts is gone."""
    device = world.any_device()
    if world.hub.now_s - device.put_back_s < FORGETS_NOTHING_S:
        return
    device.kill("sync")
    for ending in ("", "-wal", "-shm"):
        device.receipts.with_name(device.receipts.name + ending).unlink(missing_ok=True)
    world.say(f"{device.machine.name} loses its sync.db")


def card_restored(world: "World") -> None:
    """A copy of a device's card takes its place later: what was recorded since is gone, and the clinic has it."""
    with_receipts = world.dice.random() < 1 / 2
    _restore_card(world, _some_time(world, HOUR_S, 3 * DAY_S), lambda _: None, with_receipts=with_receipts)


def card_restored_and_offline(world: "World") -> None:
    """The same with its sync.db, and without a network until some day may have more revisions than the clinic has."""

    def offline(device: "WornDevice") -> None:
        device.network.cut()

        def back() -> None:
            device.network.is_up = True
            world.say(f"{device.machine.name} has its network again")

        world.after(_some_time(world, HOUR_S, 2 * DAY_S), back)
        for _ in range(STIRS_OFFLINE):
            world.after(_some_time(world, MINUTE_S, HOUR_S), device.stir)

    _restore_card(world, _some_time(world, HOUR_S, DAY_S), offline, with_receipts=True)


def _restore_card(
    world: "World", after_s: float, then: Callable[["WornDevice"], object], *, with_receipts: bool
) -> None:
    """`then` is done with the device before it is switched on again."""
    device = world.any_device()
    number = world.number()
    if not device.store.exists():
        return
    backups = [device.card.folder / f"card-{number}-{file.name}" for file in (device.store, device.receipts)]
    copy_card(device.store, backups[0])
    copy_receipts(device.receipts, backups[1])
    truth = device.truth.copied()
    world.say(f"a copy of the card of {device.machine.name} is made, {number}")

    def restore() -> None:
        if not device.is_on or (with_receipts and device.times_put_back == MOST_TIMES_PUT_BACK):
            return  # a day has so many records beside its first one
        device.times_put_back, device.put_back_s = device.times_put_back + 1, world.hub.now_s
        device.power_off()
        world.promise(device)
        device.has_double = True
        copy_card(backups[0], device.store)
        if with_receipts:
            copy_receipts(backups[1], device.receipts)
        device.truth.restored(truth)
        world.say(f"copy {number} takes the place of the card of {device.machine.name}")
        then(device)
        device.power_on()

    world.after(after_s, restore)


def card_copied(world: "World") -> None:
    """The card's copy is in a second device from now on: two go on with one record, under one name."""
    device = world.any_device()
    if world.twins or not device.store.exists() or world.hub.now_s - device.put_back_s < FORGETS_NOTHING_S:
        return
    twin = world.add_twin(device)
    device.has_double = twin.has_double = True
    copy_card(device.store, twin.store)
    twin.truth.restored(device.truth.copied())
    world.say(f"{twin.machine.name} is switched on with a copy of the card of {device.machine.name}")
    twin.power_on()
    world.after(_some_time(world, MINUTE_S, 4 * HOUR_S), twin.power_off)


def not_worn(world: "World") -> None:
    """Nothing is recorded for some days."""
    device = world.any_device()
    device.truth.is_worn = False

    def worn() -> None:
        device.truth.is_worn = True

    world.after(_some_time(world, DAY_S, 5 * DAY_S), worn)


def _some_time(world: "World", least_s: float, most_s: float) -> float:
    """Short as often as long: even on a logarithmic scale."""
    return float(least_s * (most_s / least_s) ** world.dice.random())


FAULTS: Final[dict[Fault, int]] = {
    kill_recorder: 6,
    kill_sync: 6,
    kill_collector: 6,
    stop_any: 2,
    power_cut: 6,
    collector_away: 2,
    no_network: 4,
    bad_network: 4,
    broker_restarts: 4,
    broker_refuses: 3,
    clinic_restored: 2,
    card_fails: 4,
    clock_jumps: 2,
    zone_changes: 2,
    firmware_changes: 1,
    sync_db_lost: 1,
    not_worn: 3,
    card_restored: 2,
    card_restored_and_offline: 1,
    card_copied: 1,
}
