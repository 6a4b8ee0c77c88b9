"""What the name of a column or array says: what was measured, about which axis, in which unit.

Knows how public loggers call things, as tables; must never know files, nor guess a unit from numbers.

A name is cut into words; what stands in brackets, or the last words, may be a unit; one of the letters x, y, z is the
axis; words that say nothing (`sensor`, `cal`) are passed over; and what is left is looked up.
"""

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from device.signals.samples import STANDARD_GRAVITY_MPS2

A_TIME, AN_ACCELERATION, A_ROTATION = "time", "acceleration", "rotation"
WITHOUT_GRAVITY, SOME_AXES, SOMETHING_ELSE = "acceleration without gravity", "axes of something", "something else"
COUNTS: Final = "counts"
DEG_A_RAD: Final = math.degrees(1)

SCALES: Final = {  # what the numbers of a unit are to be multiplied by; counts need the sensor's range
    A_TIME: {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9, "min": 60.0},
    AN_ACCELERATION: {"g": 1.0, "mg": 1e-3, "mps2": 1 / STANDARD_GRAVITY_MPS2, COUNTS: math.nan},
    A_ROTATION: {"dps": 1.0, "mdps": 1e-3, "radps": DEG_A_RAD, COUNTS: math.nan},
}
IN_WORDS: Final = {"mps2": "m/s²", "dps": "deg/s", "mdps": "mdeg/s", "radps": "rad/s", "us": "µs"}
_SPELLINGS: Final = {  # without blanks, brackets, dots, carets and stars
    AN_ACCELERATION: {
        "g": "g gs gn gforce gravities standardgravity",
        "mg": "mg mgs millig milligs milligravity",
        "mps2": "m/s2 m/s/s mps2 ms2 ms-2 m/sec2 m/s**2 meterpersecondsquared meters/s2 m/ss mss",
        COUNTS: "counts count raw lsb adc digits",
    },
    A_ROTATION: {
        "dps": "dps deg/s degs degps deg/sec degsec degrees/s degree/s degrees/sec degreespersecond d/s degs-1",
        "mdps": "mdps mdeg/s mdegs millidps mdegps",
        "radps": "rad/s rads radps rad/sec radsec radians/s radianspersecond rads-1 r/s",
        COUNTS: "counts count raw lsb adc digits",
    },
    A_TIME: {
        "s": "s sec secs second seconds",
        "ms": "ms msec msecs milli millis millisec millisecs millisecond milliseconds",
        "us": "us usec usecs micro micros microsec microsecs microsecond microseconds",
        "ns": "ns nsec nsecs nano nanos nanosec nanosecond nanoseconds",
        "min": "min mins minute minutes",
    },
}
SPELLED: Final = {
    quantity: {word: unit for unit, words in units.items() for word in words.split()}
    for quantity, units in _SPELLINGS.items()
}
_FIRM_UNITS: Final = frozenset(
    ["m/s2", "m/s/s", "mps2", "ms-2", "dps", "deg/s", "degps", "deg/sec", "d/s", "mdps", "rad/s", "radps", "rad/sec"]
)

_UNITS_OF_TURNING: Final = _FIRM_UNITS & frozenset(SPELLED[A_ROTATION])

_STEMS: Final = {  # what is left of a name without axis, unit and words that say nothing
    AN_ACCELERATION: (
        "a ac acc acce accel acceleration accelerations accelerometer accelerometeracceleration"
        " totalacceleration totalacc gf gforce accelerationincludinggravity accelerationwithgravity"
        " beschleunigung beschl aceleracion accelerazione versnelling aceleracao"
    ),
    A_ROTATION: (
        "g gy gyr gyro gyros gyroscope gyrorotation gyroscoperotation gyrorate gyrorotationrate rotationrate rotrate"
        " gyroscoperotationrate w omega angvel angularvelocity angularrate angularspeed angvelocity angrate as av"
        " rotation rot rotationalvelocity angularvel gyroscop gyroskop drehrate winkelgeschwindigkeit winkelgeschw"
        " drehgeschwindigkeit kreisel vitesseangulaire vitessederotation giroscopio velocidadangular velocitaangolare"
        " velocidadeangular gyroscoop hoeksnelheid"
    ),
    WITHOUT_GRAVITY: (
        "linear linearacceleration linearacc linacc linaccel linearaccel lin linacceleration useracceleration useraccel"
        " useracc lacc lineareacceleration linearebeschleunigung"
    ),
    A_TIME: (
        "t ts time timestamp timestamps datetime date epoch epoc elapsed elapsedtime timeelapsed timesincestart"
        " unixtime unix unixtimestamp timestampunix timestampformattedunix systemtime chiptime localtime utc zeit"
        " zeitstempel temps tiempo tempo tijd loggingtime recordingtime sampletime timestampsync timestampsyncunix"
        " timestampsyncformattedunix"
    ),
}
STEMS: Final = {stem: quantity for quantity, stems in _STEMS.items() for stem in stems.split()}
SAYS_UNIT: Final = {  # names that are one word with their unit
    **dict.fromkeys(("gf", "gforce"), "g"),
    **dict.fromkeys(("secondselapsed", "elapsedseconds", "seconds", "secs", "timesec", "timeseconds"), "s"),
    **dict.fromkeys(("millis", "milliseconds", "msec", "timems", "timestampms", "tms", "elapsedms", "ms"), "ms"),
    **dict.fromkeys(("micros", "microseconds", "usec", "timeus", "timestampus", "tus", "us"), "us"),
    **dict.fromkeys(("timens", "timestampns", "nanoseconds", "tns"), "ns"),
}
_SILENT_WORDS: Final = (  # that say nothing of what was measured
    "sensor device imu motion data value axis cal calibrated uncal uncalibrated ln wr phone watch mpu dir direction",
    "component measured in",
)
_SILENT: Final = frozenset(" ".join(_SILENT_WORDS).split())
LIKE_GYROSCOPE: Final = re.compile(
    r"^(gyr|rot(?!ationvector)|omega)|g[iy]ro|angular|rotationrate|(roll|pitch|yaw)(rate|speed|vel)|^(gx|gy|gz|wx|wy|wz)$"
)
NUMBERED_GYROSCOPE: Final = re.compile(r"(w|g|omega|gyr\w*|gyro\w*)[ _\[]?[0-3]\]?", re.IGNORECASE)
_NO_GYROSCOPE: Final = (  # what has three axes too, and is no turning
    "m mag magn magnet magnetic magnetometer magneticfield compass field b h gravity grav gravityvector v vel velocity",
    "p pos position displacement distance d speed q quat quaternion ang angle angles euler eulerangle orientation e u",
    "rotationvector gamerotationvector attitude roll pitch yaw force f torque utesla tilt bias offset",
)
NO_GYROSCOPE: Final = frozenset(" ".join(_NO_GYROSCOPE).split())
_WORDS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[a-z]+")
_BRACKETS: Final = re.compile(r"^(.*?)\s*(/?)\s*[(\[{](.*)[)\]}]\s*$", re.DOTALL)
_SAME: Final = str.maketrans(
    {"°": "deg", "º": "deg", "˚": "deg", "µ": "u", "μ": "u", "ß": "ss", "⁻": "-", "\u2212": "-", "⋅": "·", "∙": "·"}
)
_SHIMMER: Final = re.compile(r"^shimmer_[0-9a-z]{4}_", re.IGNORECASE)
_ABOUT_TIME: Final = re.compile(r"$|[+-]?\d|utc|gmt|txt|local|iso|unix|hh|yy|date|epoch")  # a zone or a form, no unit
LAST_WORDS: Final = 3  # a unit without brackets: rad_s, m_s_2


@dataclass(frozen=True)
class Meaning:
    """What a name says. axis: x, y, z or empty; unit: a key of SCALES, or empty where the name says none.

    `odd_unit` is one that the name says and nobody here knows, or takes of such a thing; `stem` is what was looked up.
    """

    quantity: str
    axis: str = ""
    unit: str = ""
    odd_unit: str = ""
    stem: str = ""

    @property
    def like_gyroscope(self) -> bool:
        """Whether it may be one, as far as its name goes."""
        return self.quantity == A_ROTATION or (
            self.quantity == SOMETHING_ELSE
            and (bool(LIKE_GYROSCOPE.search(self.stem)) or squeezed(self.odd_unit) in _UNITS_OF_TURNING)
        )


@lru_cache(maxsize=1024)
def understood(name: str) -> Meaning:
    """What the name says."""
    plain = _SHIMMER.sub("", _plainly(name.strip("\ufeff \t\r\n\"'")))
    bracketed = _BRACKETS.match(plain)
    if bracketed and not bracketed[2]:
        return _with_unit(_looked_up(bracketed[1]), bracketed[3])
    words = _words(plain)
    for count in range(min(LAST_WORDS, len(words) - 1), 0, -1):
        base, unit = _looked_up("_".join(words[:-count])), squeezed("".join(words[-count:]))
        if _unit_of(base, unit):
            return _with_unit(base, unit)
    before, _, after = plain.partition("/")  # as physicists write it: t / s, w / (deg/s)
    if _unit_of(_looked_up(before), squeezed(after)):
        return _with_unit(_looked_up(before), after)
    return _looked_up(plain)


def unit_said(name: str, quantity: str) -> str:
    """The unit at the end of a name that says nothing else of use, if the thing is this quantity; or nothing."""
    plain = _plainly(name)
    bracketed, words = _BRACKETS.match(plain), _words(plain)
    ends = [bracketed[3]] if bracketed else ["".join(words[-count:]) for count in range(LAST_WORDS, 0, -1)]
    return next((SPELLED[quantity][unit] for unit in map(squeezed, ends) if unit in SPELLED[quantity]), "")


def _plainly(text: str) -> str:
    """Without accents and small raised digits, and with one way to write each sign."""
    apart = unicodedata.normalize("NFKD", text.translate(_SAME))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _words(plain: str) -> list[str]:
    return [word for word in re.split(r"[\s_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", plain)) if word]


def _unit_of(base: Meaning, unit: str) -> str:
    """In which unit it is; of bare axes too, if the unit can be no other thing's."""
    if base.quantity in SPELLED:
        return SPELLED[base.quantity].get(unit, "")
    if base.quantity != SOME_AXES:
        return ""
    return SPELLED[AN_ACCELERATION].get(unit, "") or SPELLED[A_ROTATION].get(unit, "")


def _with_unit(base: Meaning, said: str) -> Meaning:
    unit = squeezed(said)
    for quantity in (AN_ACCELERATION, A_ROTATION):
        fits = base.quantity == SOME_AXES or (
            base.quantity in (AN_ACCELERATION, A_ROTATION, SOMETHING_ELSE) and unit in _FIRM_UNITS
        )
        if base.axis and fits and unit in SPELLED[quantity] and _can_be(base, quantity):
            return replace(base, quantity=quantity, unit=SPELLED[quantity][unit])
    if base.quantity in SPELLED:
        known = SPELLED[base.quantity].get(unit, "")
        if not known and _is_other(base.quantity, unit):
            return replace(base, quantity=SOMETHING_ELSE, unit="")
        return replace(base, unit=known or base.unit, odd_unit="" if known or base.quantity == A_TIME else said)
    return replace(base, odd_unit=said) if base.quantity == SOMETHING_ELSE else base


def _is_other(quantity: str, unit: str) -> bool:
    """An angle under the name of a turning; a temperature under the name of a time."""
    if quantity == A_TIME:
        return not _ABOUT_TIME.match(unit)
    return quantity == A_ROTATION and unit in {"deg", "rad", "degrees", "radians"}


def _can_be(base: Meaning, quantity: str) -> bool:
    """A unit of turning makes an angle's name a turning; none makes a magnetometer an accelerometer."""
    if base.quantity in (SOME_AXES, quantity):
        return True
    return quantity == A_ROTATION and (
        base.quantity == A_ROTATION or base.stem in {"ang", "angle", "roll", "pitch", "yaw"}
    )


def squeezed(unit: str) -> str:
    """A unit without what is written in many ways."""
    return re.sub(r"[\s_()\[\]^.·]|(?<!\*)\*(?!\*)", "", _plainly(unit).casefold())


def _looked_up(name: str) -> Meaning:
    """Without a unit, unless it is part of the word."""
    words = [word.casefold() for word in _WORDS.findall(name)]
    telling = [word for word in words if word not in _SILENT] or words
    whole = "".join(telling)
    if whole in SAYS_UNIT and SAYS_UNIT[whole] in SCALES[A_TIME]:
        return Meaning(A_TIME, unit=SAYS_UNIT[whole], stem=whole)
    for stem, axis in _readings(telling, whole):
        if stem in STEMS and (axis or stem not in {"g", "a", "w", "as", "av", "ac"}):
            return Meaning(STEMS[stem], axis, SAYS_UNIT.get(stem, ""), stem=stem)
        if not stem and axis:
            return Meaning(SOME_AXES, axis)
    if NUMBERED_GYROSCOPE.fullmatch(name.strip()):
        return Meaning(SOMETHING_ELSE, stem="gyro")
    if len(whole) == 2 and whole[1] in {"x", "y", "z"}:
        return Meaning(SOMETHING_ELSE, whole[1], stem=whole[0])
    stem, axis = next(_readings(telling, whole))
    return Meaning(SOMETHING_ELSE, axis, stem=whole if not axis else stem)


def _readings(words: list[str], whole: str) -> Iterator[tuple[str, str]]:
    """Ways to tell the axis from the rest: a word of its own, the last letter, the first."""
    alone = [word for word in words if word in {"x", "y", "z"}]
    if len(alone) == 1:
        yield "".join(word for word in words if word != alone[0]), alone[0]
    if whole[-1:] in {"x", "y", "z"} and whole[:-1] in STEMS:
        yield whole[:-1], whole[-1]
    if whole[:1] in {"x", "y", "z"} and whole[1:] in STEMS:
        yield whole[1:], whole[0]
    yield whole, ""
