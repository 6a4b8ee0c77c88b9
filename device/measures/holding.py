"""A position that is held, or a limb that rests: for how long, and how far it sank.

Knows the way gravity points; must never know the gyroscope, which drifts. A turn about the vertical does not change
where gravity points and is not seen.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from device.measures.done_set import DoneSet
from device.measures.movement_log import Turned
from device.programme.items import Hold
from device.signals.rows import AXES
from device.signals.same_runs import Flags
from device.signals.samples import Floats
from device.signals.turning import STEP_S


def in_band_s(done: DoneSet) -> float | None:
    """Seconds within the band around the position that was held at the start. None if too little was seen."""
    start = _position_at_start(done)
    if start is None or not isinstance(done.work, Hold):
        return None
    band_deg = done.work.band_deg
    return _seconds(done, [turned.upright & (angles_deg(turned.down, start) <= band_deg) for turned, _ in done.seen])


def drift_deg(done: DoneSet) -> float | None:
    """The angle between the positions at the start and at the end. None if too little was seen."""
    start = _position_at_start(done)
    end = None if start is None else _position_at_end(done)
    return None if start is None or end is None else float(angles_deg(end[np.newaxis], start)[0])


def still_s(done: DoneSet) -> float | None:
    """Seconds without movement, by the one judgement of stillness there is. None if too little was seen.

    A turn is still when the limb has been so for a second: that second was still too. Without the gyroscope's offset
    nobody can say.
    """
    if not _is_seen(done) or not all(turned.sure[-1:].all() for turned, _ in done.seen):
        return None
    before = round(done.stillness.still_s / STEP_S) - 1
    return _seconds(done, [_with_tenths_before(turned, before) for turned, _ in done.seen])


def angles_deg(down: Floats, other: Floats) -> Floats:
    """[n] between each of the directions [n, 3] and another one; exact for small ones too."""
    across = np.linalg.norm(np.cross(down, other), axis=1)
    return np.asarray(np.degrees(np.arctan2(across, down @ other)))


def _seconds(done: DoneSet, which: list[Flags]) -> float:
    """The seconds of these tenths; what is beside them, which nobody can know yet, goes on as the last one was."""
    last = [turned.to_its_end and bool(flags[-1]) for flags, (turned, _) in zip(which, done.seen, strict=True)]
    beside_s = sum(beside_s for held, (_, beside_s) in zip(last, done.seen, strict=True) if held)
    return sum(int(np.count_nonzero(flags)) for flags in which) * STEP_S + beside_s


def _is_seen(done: DoneSet) -> bool:
    expected = sum(turned.expected for turned, _ in done.seen)
    measured = sum(int(np.count_nonzero(turned.upright)) for turned, _ in done.seen)
    return 0 < measured >= done.measuring.least_seen_share * expected


def _with_tenths_before(turned: Turned, before: int) -> Flags:
    """The still ones, and as many before each."""
    tenths = np.rint(turned.end_s / STEP_S).astype(np.int64)
    return np.isin(tenths, tenths[turned.still, np.newaxis] - np.arange(before + 1))


def _position_at_start(done: DoneSet) -> Floats | None:
    """Where the limb first stayed for two seconds, or where it moved least if it never did."""
    if not _is_seen(done):
        return None
    from_s, to_s = done.exercised[0]
    ways = _positions(done, from_s, min(to_s, from_s + done.measuring.settled_within_s, done.known_to_s))
    if not len(ways):
        return None
    middles = _middles(ways)
    spread_deg = np.degrees(np.arccos(np.einsum("ik,ijk->ij", middles, ways).min(axis=1).clip(-1, 1)))
    settled = spread_deg <= done.measuring.settled_deg
    return np.asarray(middles[int(settled.argmax()) if settled.any() else int(spread_deg.argmin())])


def _position_at_end(done: DoneSet) -> Floats | None:
    """Where the limb was in the last two seconds that are known."""
    from_s, to_s = done.exercised[-1]
    until_s = min(to_s, done.known_to_s)
    last_s = done.measuring.position_s + STEP_S  # whole tenths of it, wherever it ends
    ways = _positions(done, max(from_s, until_s - last_s), until_s)
    return np.asarray(_middles(ways)[-1]) if len(ways) else None


def _positions(done: DoneSet, from_s: float, to_s: float) -> Floats:
    """[n, 20, 3] the way gravity pointed in each two seconds, within a stretch, of which nothing is missing."""
    turned, tenths = done.log.turned(from_s, to_s), round(done.measuring.position_s / STEP_S)
    down, end_s = turned.down[turned.upright], turned.end_s[turned.upright]
    if len(down) < tenths:
        return np.empty((0, tenths, AXES))
    unbroken = np.rint((end_s[tenths - 1 :] - end_s[: 1 - tenths]) / STEP_S) == tenths - 1
    return np.asarray(sliding_window_view(down, tenths, axis=0).swapaxes(1, 2)[unbroken])


def _middles(ways: Floats) -> Floats:
    """[n, 3] the median of each, as a unit vector."""
    in_order, count = np.sort(ways, axis=1), ways.shape[1]
    medians = (in_order[:, (count - 1) // 2] + in_order[:, count // 2]) / 2
    return np.asarray(medians / np.linalg.norm(medians, axis=1, keepdims=True))
