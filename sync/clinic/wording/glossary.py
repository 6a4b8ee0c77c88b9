"""What each kind of movement episode and each context is called, what it says and what it cannot say, for a therapist.

Knows how the analysis decides, in plain words; must never know documents, HTML or what time it is.
"""

from dataclasses import dataclass
from typing import Final

from device.day.document import DayContext
from device.records.facts import EpisodeKind
from sync.clinic.wording.language import marked, spoken


@dataclass(frozen=True)
class Entry:
    """One word that the pages use: `says` is what was measured, `but` what cannot be known from it."""

    word: str
    says: str
    but: str

    @property
    def spoken_word(self) -> str:
        """The word in the language of the page."""
        return spoken(self.word)

    @property
    def explained(self) -> tuple[str, str]:
        """What was measured, and what cannot be known from it, in the language of the page."""
        return spoken(self.says), spoken(self.but)


KIND_ENTRIES: Final[dict[EpisodeKind, Entry]] = {
    "rhythmic": Entry(
        "tremor",
        "Rhythmic movement, 1.5 to 12 times a second, for at least 3 s.",
        "A fast rhythm made on purpose, such as brushing teeth, can look alike. Why a limb shakes cannot be measured.",
    ),
    "jerk": Entry(
        "jerk",
        "A burst shorter than 0.3 s, far faster than the movement around it. Jerks within 2 s of one another are one.",
        "A quick movement made on purpose looks the same. Jerks that repeat regularly, or during tremor, are left out.",
    ),
    "sustained posture": Entry(
        "sustained posture",
        "The limb held nearly still for at least 5 s, tilted away from the person's own neutral position.",
        "A posture held on purpose looks the same. A turn about the vertical cannot be seen; without a recorded "
        "neutral position, no posture can.",
    ),
    "spasm": Entry(
        "spasm",
        "A fast shift of the limb, which is then held nearly still in its new position for at least 1 s.",
        "Reaching out fast on purpose and staying there looks the same. Without a gyroscope no spasm can be seen.",
    ),
    "repetitive": Entry(
        "repetitive movement",
        "Slow movement that repeats 0.5 to 1.5 times a second, for at least 4 cycles, outside exercise.",
        "Walking and many everyday hand movements look the same; walking is left out only where its steps show.",
    ),
}

CONTEXTS: Final[dict[DayContext, Entry]] = {
    "rest": Entry(
        "at rest",
        "The limb did little else, however strongly it trembled.",
        "A limb that is held up still counts as at rest too: this is not the rest tremor of an examination.",
    ),
    "moving": Entry(
        "moving",
        "The limb also made movements slower than tremor.",
        "What the movement was for cannot be measured.",
    ),
    "vehicle": Entry(
        "in a vehicle",
        "Something shook the limb and hardly turned it, as a car, bus or train does, or an engine that idles hummed.",
        "A limb that moves a lot hides the vehicle; without a gyroscope no vehicle can be detected.",
    ),
    "exercise": Entry(
        "exercise",
        "The episode began, continued or ended during an exercise set.",
        "Repeated movement is then the exercise and not an episode, and the button confirms nothing.",
    ),
}

IRREGULARITY: Final = Entry(
    "irregularity",
    "How much the frequency of tremor changes from one cycle to the next: the interquartile range of the changes.",
    "For the trend of one person. It is not a diagnosis, and it does not compare one person with another.",
)

PEAK: Final = Entry(
    "width and sharpness of the peak",
    "Of the mean spectrum of a minute's tremor: how wide its peak is at half its power, and how many times the median "
    "of the spectrum from 1.5 to 12.5 Hz it has. The day's are medians over tremor. Uneven tremor is wider.",
    "Nothing is narrower than 0.7 Hz, which is what 3 s can tell, and no sharpness above 1000 is told. Other movement "
    "in the same seconds makes a peak less sharp, and a larger tremor sharper. So only the trend of one person counts, "
    "it is no diagnosis, and published values (2.0 to 2.9 Hz and 4 to 12 in people with essential tremor, Parkinson's "
    "disease and neither) are of other spectra. Not measured in minutes with less than 10 s of tremor, or without a "
    "gyroscope.",
)

POSTURE: Final = Entry(
    "posture",
    "The angle of gravity to the nearest of the person's recorded neutral positions, in each second that the limb is "
    "at rest, by the bands of the TWSTRS scale: within 15°, 15 to 35°, and beyond. The median is of the same time.",
    "Only worn time at rest, outside vehicles and exercise, is judged; all shares are of that time. A turn about the "
    "vertical cannot be seen. Lying down, or a posture taken on purpose, looks the same as one that is not wanted. "
    "A strong tremor can add a few degrees. Time after the band was put on again is left out, and told, if the limb is "
    "then never held as it was before: the sensor may be turned. A band that turns by 25° or more while it is worn is "
    "told if movement and positions turn alike; often nobody can tell, and the posture is counted.",
)

TILT_DIRECTION: Final = Entry(
    "direction of tilt",
    "Which way the limb was tilted by 15° or more, along its own axes as `easeband mounting` learned them.",
    "Which of two opposite ways is forward or left is not known. Without a learned mounting there is no direction.",
)

DISPERSION: Final = Entry(
    "axis and dispersion",
    "The axis about which the limb turned most (first eigenvector of the summed products of its turning), and the mean "
    "angle of all turning to it, weighed by speed, in three bands of frequencies. Published for the head: 3° in "
    "controls, in cervical dystonia 37° below 1.5 Hz, 24° to 4.5 Hz and 16° above (congress abstract, MDS 2025).",
    "Only seconds that move count: from 1°/s below 1.5 Hz, else from 0.5°/s. Movement made on purpose is part of it. "
    "The published values are of heads in an examination, not of limbs at home. Compare one person with themselves.",
)

SHARES_OF_TURNING: Final = Entry(
    "along, across, up",
    "Which part of the mean square of turning was about each of the limb's own axes, as `easeband mounting` learned "
    "them: along is rolling, across is tilting, up is turning about the vertical of the neutral position.",
    "Without a learned mounting they are not known. A band that turned on the limb mixes them.",
)

CHECKUP_ENTRY: Final = Entry(
    "check-up",
    "A few minutes that the lights pace, at a prescribed time: each stage for the seconds that it asks for. Tremor, "
    "its median size and frequency, tilt from neutral, and the rms of turning in three bands (below 1.5 Hz, to 4.5 Hz, "
    "above), each with the whole seconds that it could be judged in.",
    "It compares with other check-ups of one person, best at the same time of day, and is in none of the day's other "
    "numbers. Whether the patient did what the lights asked cannot be seen. Without a gyroscope there is no size and "
    "no turning, without a neutral position no tilt.",
)

MIDLINE: Final = Entry(
    "held in the middle",
    "Seconds within 10° of the nearest neutral position, of those judged; two tries, the better (TWSTRS, item time, "
    "which looks for 60 s).",
    "Gravity shows tilt alone: a head that turns to the side stays in the middle for it.",
)

TRICK: Final = Entry(
    "relief by a sensory trick",
    "A sensory trick is a light touch or the like that eases the dystonia. Told if, in 5 s or more with it, tilt or "
    "the rms of turning above 1.5 Hz is lower by 30 % than over 30 s "
    "without it, and by three standard deviations of stretches so long. 75 of 100 patients have such a trick "
    "(PMC7728456); how large relief must be is ours.",
    "Below 8° of tilt and 2°/s of turning there is nothing to relieve. Where movement comes and goes by itself, only "
    "large relief of 15 s and more is told; else nobody can tell, and the page says so. A relief of the cramp or of "
    "pain that shows neither in tilt nor in movement is not seen; nor is whether a trick was done.",
)

OWN_SYMPTOMS: Final = Entry(
    "own symptoms",
    "Up to three, named by patient and therapist, which the patient rates with none, some or a lot when the programme "
    "asks: at most once a day, by taps. Answered 21 of 28: of 28 questions that the lights asked, 21 were answered.",
    "It is what the patient felt, not what was measured. A question without an answer says nothing of the symptom: it "
    "is never none. Who answers more on bad days, or on good ones, shifts the shares.",
)

INJECTION_CYCLE: Final = Entry(
    "effect of an injection",
    "A course of nothing, a rise, a plateau and a fall is fitted to one measure, by its valid days (worn for 5 h) "
    "from two to four weeks before the injection up to the next one. Began: the first day of the rise. Full effect: "
    "its last day. Half of it gone: the day on which half of the change has come back. Less: how far the measure is "
    "below what it was without the effect, at the plateau. In brackets: where the true value lies in four of five "
    "cases. It is said to be wearing off where it is at least 80 % likely that half of the effect is gone.",
    "What else changed at the same time, such as a drug or a habit, looks the same. Worked means that the measure "
    "fell, not that the patient feels better. Cannot tell is no proof that nothing happened: an effect of a third is "
    "mostly missed, and noise can hide half of one. An earlier injection that still acts makes an effect look "
    "smaller. Choose one measure beforehand: of several, one may seem to have changed by chance.",
)

PROGRAMME_ENTRIES: Final = (
    Entry(
        "set, block",
        "A set is so many repetitions, or seconds, without a rest; a block is all sets of one exercise in one session, "
        "with the rests between them. What a day asks for is counted in blocks.",
        "A block that was begun is not asked for again that day, however far it came.",
    ),
    Entry(
        "counts from, target, nothing counts beyond",
        "How far the segment with the band turns: less than the first is no repetition, the target is what the patient "
        "aims at, and beyond the last, which the joint limits, nothing counts.",
        "No joint is measured: if the segment beside it moves too, that is counted with it.",
    ),
    Entry(
        "pace of the light",
        "The middle light brightens on the way out, stays on for the hold, fades on the way back and is dark in the "
        "pause. Less than four tenths of that time, from setting out to the middle of the way back, is too fast, and "
        "the right light says so at once; waiting before it changes nothing. An angular speed may be too fast as well.",
        "Most people bend an elbow in 3 s by themselves: a much slower pace makes many repetitions too fast.",
    ),
    Entry(
        "when tremor has grown by",
        "The device ends an exercise once tremor has grown by more than so many per cent: its last ten seconds against "
        "its first ten, where less than half a degree counts as half a degree.",
        "Tremor comes and goes by itself, so a small number ends many exercises. Without a gyroscope it ends none. "
        "Pain and cramp are never seen: the patient stops by a press.",
    ),
)
"""What the words on the form of a programme mean."""

UNCONFIRMED: Final = marked(
    "Unconfirmed: to one sensor on a limb, a movement made on purpose looks the same. Except for tremor, an episode "
    "counts as confirmed only if the patient pressed the button within a minute of it, outside exercise."
)
"""What the word means wherever the pages use it; see `device.day.confirmation`."""

ADHERENCE: Final = Entry(
    "exercise done",
    "Two numbers: sets that were carried to their end, of the sets due, and repetitions done, of all repetitions due, "
    "those of missed sets too. A paced set is carried to its end however many of its repetitions count.",
    "A set that could not be counted is in neither number of repetitions. Repetitions of the sets that were begun "
    "alone, where a page says so, leave missed sets out and look better. What was done without the device is not seen.",
)
GLOSSARY: Final = (
    *KIND_ENTRIES.values(),
    *CONTEXTS.values(),
    IRREGULARITY,
    PEAK,
    POSTURE,
    TILT_DIRECTION,
    DISPERSION,
    SHARES_OF_TURNING,
    ADHERENCE,
    CHECKUP_ENTRY,
    MIDLINE,
    TRICK,
    OWN_SYMPTOMS,
    INJECTION_CYCLE,
)
