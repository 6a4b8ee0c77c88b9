"""Posture over made-up hours with known truth: minutes in each tilt band, by site, with the sensor mounted at random.

Run from the project's root: `python -m tests.evaluation.postures`; it needs no recording. A limb is held in one
position after another, tilted forward or back and to the side by 0 to 60 degrees from neutral, each for 15 s to 4 min.
Held positions drift by a few degrees and breathe; half of them tremble, with cycles that vary. In between it moves,
walks, or is pulled by a car that brakes. The accelerometer has 20 mg left of its offset, also when neutral was taken,
the gyroscope one that drifts. Truth is the time in which a position was held: by head, neck and trunk in walking too.
"Off" is how far the device's minutes are from it: of all that time, and in shares of the time that it judged, since
seconds beside a movement are not judged.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from device.analysis.pipeline import Pipeline
from device.day.posture_profile import posture_of
from device.records.facts import Minute
from device.records.limb_axes import LimbAxes
from device.records.person import Direction, Personal
from device.records.sites import SITES
from device.records.tilts import FAR_DEG, TILTED_DEG
from device.signals.samples import STANDARD_GRAVITY_MPS2, Floats, Samples
from tests.evaluation.table import print_cells
from tests.support.figures import ROUNDED_DPS, ROUNDED_G
from tests.support.limbs import mounting

RATE_HZ, HOUR_S = 100, 3600
LEVERS_M = dict(zip(SITES, (0.15, 0.1, 0.3, 0.15, 0.2, 0.1, 0.3, 0.3, 0.1), strict=True))
SWINGING = {"upper arm", "forearm", "hand", "thigh", "shin", "foot"}  # when its person walks
OFFSET_G = np.array([0.02, -0.02, 0.0])
AT_EDGE_DEG = 1.0
OFFSET_DPS, DRIFT_DPS_H = 1.5, 1.0
SEED = 7
HEAD = (
    *("site", "held, min", "within 1 deg of an edge", "judged, %"),
    *("true, % in bands", "minutes off, %", "shares of judged off, %"),
)
WIDTHS = (10, 12, 24, 12, 26, 26, 30)


@dataclass
class Limb:
    """Angles in degrees, a pull in g, and whether a position is held, each [n]."""

    pitch: Floats
    roll: Floats
    tremor: Floats
    pull_g: Floats
    bounce_g: Floats
    held: Floats


def limb(seconds: int, random: np.random.Generator, *, swings: bool) -> Limb:
    """One position after another, and what lies between."""
    n = seconds * RATE_HZ
    made = Limb(*(np.zeros(n) for _ in range(6)))
    at, pitch, roll = 0, 0.0, 0.0
    while at < n:
        at, pitch, roll = _goes(made, at, (pitch, roll), random)
        at = _holds(made, at, (pitch, roll), random)
        if random.random() < 0.15:
            at = _walks(made, at, (pitch, roll), random, swings=swings)
    return made


def _goes(made: Limb, at: int, here: tuple[float, float], random: np.random.Generator) -> tuple[int, float, float]:
    there = random.uniform(0, 60) * np.array([np.cos(turn := random.uniform(0, 2 * np.pi)), np.sin(turn)])
    length = round(random.uniform(0.7, 2.0) * RATE_HZ)
    part = (1 - np.cos(np.pi * np.arange(length) / length)) / 2
    stop = min(at + length, len(made.pitch))
    made.pitch[at:stop] = (here[0] + (there[0] - here[0]) * part)[: stop - at]
    made.roll[at:stop] = (here[1] + (there[1] - here[1]) * part)[: stop - at]
    return stop, float(there[0]), float(there[1])


def _holds(made: Limb, at: int, here: tuple[float, float], random: np.random.Generator) -> int:
    length = round(random.uniform(15, 240) * RATE_HZ)
    stop = min(at + length, len(made.pitch))
    time_s = np.arange(stop - at) / RATE_HZ
    wander = np.minimum(time_s, 1) * 2 * np.sin(2 * np.pi * time_s / random.uniform(40, 90))
    made.pitch[at:stop] = here[0] + wander + 0.3 * np.sin(2 * np.pi * 0.25 * time_s)
    made.roll[at:stop] = here[1] + wander / 2
    made.held[at:stop] = 1
    if random.random() < 0.5:
        cycles = np.cumsum(random.uniform(3, 7) * (1 + 0.1 * random.normal(size=len(time_s)))) / RATE_HZ
        made.tremor[at:stop] = random.uniform(0.5, 4) / 2 * np.sin(2 * np.pi * cycles) * np.minimum(time_s, 1)
    if random.random() < 0.1 and stop - at > 20 * RATE_HZ:
        made.pull_g[at + 8 * RATE_HZ : at + 12 * RATE_HZ] = random.uniform(0.15, 0.35)  # a car brakes for 4 s
    return stop


def _walks(made: Limb, at: int, here: tuple[float, float], random: np.random.Generator, *, swings: bool) -> int:
    stop = min(at + round(random.uniform(10, 60) * RATE_HZ), len(made.pitch))
    time_s = np.arange(stop - at) / RATE_HZ
    fade = np.clip(np.minimum(time_s, time_s[-1] - time_s if len(time_s) else 0), 0, 1)
    made.pitch[at:stop] = here[0] + (25 if swings else 3) * fade * np.sin(2 * np.pi * (0.9 if swings else 1.8) * time_s)
    made.roll[at:stop] = here[1]
    made.held[at:stop] = not swings
    made.bounce_g[at:stop] = 0.25 * fade * np.sin(2 * np.pi * 1.8 * time_s)
    return stop


def measured(
    made: Limb, lever_m: float, matrix: Floats, random: np.random.Generator, offset_g: Floats = OFFSET_G
) -> Samples:
    """What a sensor on it shows."""
    n = len(made.pitch)
    pitch, roll = np.radians(made.pitch + made.tremor), np.radians(made.roll)
    pitching, rolling = (np.gradient(angle) * RATE_HZ for angle in (pitch, roll))
    turning = np.column_stack([rolling, pitching * np.cos(roll), -pitching * np.sin(roll)])
    up = np.column_stack([-np.sin(pitch), np.cos(pitch) * np.sin(roll), np.cos(pitch) * np.cos(roll)])
    lever = np.array([lever_m, 0, 0.02])
    swung = np.cross(np.gradient(turning, axis=0) * RATE_HZ, lever) + np.cross(turning, np.cross(turning, lever))
    felt = up * (1 + made.bounce_g)[:, None] + swung / STANDARD_GRAVITY_MPS2 + np.outer(made.pull_g, [1, 0, 0])
    offset_dps = OFFSET_DPS + DRIFT_DPS_H * np.sin(2 * np.pi * np.arange(n) / RATE_HZ / HOUR_S)
    return Samples(
        np.arange(n) / RATE_HZ,
        felt @ matrix.T + random.normal(0, ROUNDED_G, (n, 3)) + offset_g,
        np.degrees(turning) @ matrix.T + random.normal(0, ROUNDED_DPS, (n, 3)) + offset_dps[:, None] * [1, -0.5, 0.3],
    )


def tilts_deg(made: Limb) -> Floats:
    """[n] from neutral."""
    return np.asarray(np.degrees(np.arccos(np.cos(np.radians(made.pitch)) * np.cos(np.radians(made.roll)))))


def at_edges_s(made: Limb) -> float:
    """Seconds held so close to the edge of a band that an offset may carry them over it."""
    apart_deg = np.abs(tilts_deg(made)[:, np.newaxis] - [TILTED_DEG, FAR_DEG]).min(axis=1)
    return float(np.count_nonzero((apart_deg < AT_EDGE_DEG) & (made.held > 0))) / RATE_HZ


def in_bands(made: Limb) -> Floats:
    """True seconds held in each band."""
    bands = np.digitize(tilts_deg(made), [TILTED_DEG, FAR_DEG])
    return np.array([np.count_nonzero((bands == band) & (made.held > 0)) / RATE_HZ for band in range(3)])


def told(samples: Samples, matrix: Floats, offset_g: Floats) -> Floats:
    """Seconds that the device tells in each band."""
    along, across, up = (direction(column) for column in matrix.T)
    taken = direction(matrix[:, 2] + offset_g)
    pipeline = Pipeline(personal=Personal(neutral=(taken,)), axes=LimbAxes(along, across, up))
    records = [*pipeline.push(samples).records, *pipeline.finish().records]
    profile = posture_of(record for record in records if isinstance(record, Minute))
    assert profile, "a made-up limb rests"
    return np.array([profile.near_s, profile.tilted_s, profile.far_s], dtype=float)


def direction(column: Floats) -> Direction:
    """As one of a person."""
    x, y, z = column.tolist()
    return x, y, z


@dataclass(frozen=True)
class SiteMinutes:
    """Of one site: true and told seconds in each band, and those at an edge."""

    site: str
    true: Floats
    found: Floats
    at_edges_s: float


def rows(hours: int, sites: Sequence[str], offset_g: Floats) -> Iterator[SiteMinutes]:
    """One a site; the same limbs whichever of them are asked for."""
    for number, site in enumerate(SITES):
        if site not in sites:
            continue
        random, matrix = np.random.default_rng(SEED + number), mounting(SEED + number)
        true, found, at_edges = np.zeros(3), np.zeros(3), 0.0
        for _ in range(hours):
            made = limb(HOUR_S, random, swings=site in SWINGING)
            true += in_bands(made)
            found += told(measured(made, LEVERS_M[site], matrix, random, offset_g), matrix, offset_g)
            at_edges += at_edges_s(made)
        yield SiteMinutes(site, true, found, at_edges)


def _signed(percents: Floats) -> str:
    return " / ".join(f"{percent:+.1f}" for percent in percents)


def main() -> None:
    """Print a row a site."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--hours", type=int, default=2, help="of each site")
    words.add_argument("--sites", nargs="+", default=SITES, choices=SITES, metavar="SITE", help="only these")
    words.add_argument("--offset", type=float, default=1.0, help="times the accelerometer's 20 mg; 0: a perfect one")
    asked = words.parse_args()
    print_cells(HEAD, WIDTHS)
    for row in rows(asked.hours, asked.sites, asked.offset * OFFSET_G):
        shares, true_shares = row.found / row.found.sum(), row.true / row.true.sum()
        print_cells(
            (
                row.site,
                f"{row.true.sum() / 60:.0f}",
                f"{row.at_edges_s / 60:.0f}",
                f"{100 * row.found.sum() / row.true.sum():.1f}",
                " / ".join(f"{100 * part:.0f}" for part in true_shares),
                _signed(100 * (row.found / row.true - 1)),
                _signed(100 * (shares / true_shares - 1)),
            ),
            WIDTHS,
        )


if __name__ == "__main__":
    main()
