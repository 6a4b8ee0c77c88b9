"""How the limb was held over a day, as a sentence and tables: every time with the time that could be judged.

Knows tilt bands and what a site's sides are called; must never know HTML, SQL or how a tilt was measured.
"""

from collections.abc import Sequence
from typing import Final

from device.day.document import DayDocument, PostureProfile
from device.records.sites import BodySite
from device.records.tilts import FAR_DEG, TILTED_DEG
from sync.clinic.pages.tables import NOTHING_MEASURED, Table
from sync.clinic.stored_day.older_devices import context_s
from sync.clinic.stored_day.quarters import QuarterHour, clock_time
from sync.clinic.wording.language import marked, spoken
from sync.clinic.wording.words import degrees, duration, exact_duration, share

UPRIGHT: Final = (marked("forward or backward"), marked("to the side"))
LEVEL: Final = (marked("up or down"), marked("rolled"))
SIDES: Final[dict[BodySite, tuple[str, str]]] = {
    "head": UPRIGHT,
    "neck": UPRIGHT,
    "trunk": UPRIGHT,
    "upper arm": UPRIGHT,
    "forearm": LEVEL,
    "hand": LEVEL,
    "thigh": LEVEL,
    "shin": UPRIGHT,
    "foot": LEVEL,
}
OF_ANY_LIMB: Final = (marked("along the limb"), marked("across the limb"))
NOT_RECORDED_YET: Final = marked(
    "Posture was not recorded: the software of that day did not look for it, or the accelerometer did not work."
)
NEVER_AT_REST: Final = marked("Posture could not be judged: the limb was never at rest.")
NO_NEUTRAL_POSITION: Final = marked(
    "Posture is not known: the device has no neutral position of this person to compare with. "
    "`easeband baseline` records one."
)


def tilt_bands() -> tuple[str, str, str]:
    """What the three bands of tilt are called."""
    return (
        spoken("within {tilted}°", tilted=TILTED_DEG),
        spoken("{tilted} to {far}°", tilted=TILTED_DEG, far=FAR_DEG),
        spoken("beyond {far}°", far=FAR_DEG),
    )


def posture_sentence(document: DayDocument) -> str:
    """What the day comes to, or why there is nothing to say."""
    held, totals = document.totals.posture, document.totals
    if held is None:
        return spoken(NEVER_AT_REST if context_s(totals) and not totals.rest_s else NOT_RECORDED_YET)
    if not held.judged_s:
        return _why_nothing(held)
    within, between, beyond = tilt_bands()
    said = spoken(
        "Of {judged} at rest in which posture could be judged, the limb was {within} of neutral for {near_time}, "
        "{between} for {tilted_time}, and {beyond} for {far_time}. The median tilt was {tilt}.",
        judged=exact_duration(held.judged_s),
        within=within,
        near_time=exact_duration(held.near_s),
        between=between,
        tilted_time=exact_duration(held.tilted_s),
        beyond=beyond,
        far_time=exact_duration(held.far_s),
        tilt=degrees(held.tilt_deg),
    )
    return said + _left_out(held)


def posture_table(document: DayDocument) -> Table | None:
    """Time by tilt; None where no posture was judged."""
    held = document.totals.posture
    if held is None or not held.judged_s:
        return None
    times = zip(tilt_bands(), (held.near_s, held.tilted_s, held.far_s), strict=True)
    return Table(
        spoken(
            "Tilt from the nearest neutral position, of {time} at rest, exercise left out.",
            time=exact_duration(held.judged_s),
        ),
        (spoken("Tilt"), spoken("Time"), spoken("Share")),
        tuple((band, exact_duration(seconds), share(seconds, held.judged_s, "").percent) for band, seconds in times),
        "",
    )


def sides_table(document: DayDocument) -> Table | None:
    """Which way the limb was tilted; None where its own axes are not known, or it was hardly tilted."""
    held = document.totals.posture
    if held is None or held.along_deg is None or held.across_deg is None:
        return None
    sided_s = held.along_s + held.against_s + held.across_s + held.opposite_s
    along, across = map(spoken, sides_of(document.site))
    return Table(
        spoken(
            "Direction of tilt, of {time} tilted by {tilted}° and more. Which of two opposite ways is which is not "
            "known, but it stays the same while the band sits as it did when its mounting was learned.",
            time=exact_duration(sided_s),
            tilted=TILTED_DEG,
        ),
        (spoken("Direction"), spoken("One way"), spoken("The other way"), spoken("Mean part")),
        (
            (along, exact_duration(held.along_s), exact_duration(held.against_s), degrees(held.along_deg)),
            (across, exact_duration(held.across_s), exact_duration(held.opposite_s), degrees(held.across_deg)),
        ),
        "",
    )


def posture_quarters(hours: Sequence[QuarterHour]) -> Table | None:
    """Quarter-hours in which posture was judged; None without any."""
    known = [(quarter.number, held) for quarter in hours if (held := quarter.summary.posture) and held.judged_s]
    if not known:
        return None
    return Table(
        spoken("Quarter-hours in which posture could be judged"),
        (spoken("From"), spoken("Judged"), *tilt_bands(), spoken("Median tilt")),
        tuple((clock_time(number), *_times(held)) for number, held in known),
        "",
    )


def sides_of(site: str) -> tuple[str, str]:
    """What a tilt along and across the limb is called there, to be spoken."""
    return next((words for known, words in SIDES.items() if known == site), OF_ANY_LIMB)


def _times(held: PostureProfile) -> tuple[str, ...]:
    times = (held.judged_s, held.near_s, held.tilted_s, held.far_s)
    return (*(exact_duration(seconds) if seconds else NOTHING_MEASURED for seconds in times), degrees(held.tilt_deg))


def _why_nothing(held: PostureProfile) -> str:
    return _turned(held) if held.turned_s else spoken(NO_NEUTRAL_POSITION)


def _turned(held: PostureProfile) -> str:
    return spoken(TURNED_ON_LIMB, time=duration(held.turned_s))


TURNED_ON_LIMB: Final = marked(
    "For {time} at rest posture was not counted: the sensor seems to have turned on the limb, so that the neutral "
    "position no longer holds. Look at how the band sits; if it is to stay like that, record the neutral "
    "position again."
)


def _left_out(held: PostureProfile) -> str:
    return f" {_turned(held)}" if held.turned_s else ""
