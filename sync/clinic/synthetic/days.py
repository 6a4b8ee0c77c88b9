"""The days of a synthetic patient, as a device would send them.

Knows what a worn day looks like in numbers; must never know why the story takes its course.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Final

from device.day.document import (
    QUARTERS_A_DAY,
    DayDocument,
    DayEpisode,
    DayMark,
    DayPlan,
    DaySession,
    DaySet,
    KindCount,
    PostureProfile,
    Quality,
    Quarter,
    Summary,
)
from device.records.calendar import QUARTER_S, zone_or_utc
from device.records.facts import PlannedItem, Rating, SetMeasures
from sync.clinic.synthetic.stories import SYNTHETIC, SyntheticPatient
from sync.wire.messages import content_of

QUARTER_MIN: Final = 15
WAKES, SLEEPS = 7 * 4, 22 * 4 + 2
ASSESSABLE, AT_REST = 0.93, 0.55  # of the time worn, and of what can be assessed
WHILE_MOVING: Final = 0.4  # tremor while moving is seen so much less often than at rest
REPETITIONS, ITS_PROGRAMME, ITS_VERSION = 8, "synthetic-arm", 1
DONE_EXERCISES: Final = ("elbow-bend", "forearm-turn")
SESSIONS_AT: Final = (time(9, 30), time(17, 15))
FAR_FUTURE: Final = "2099-01-01"
PLAN: Final = DayPlan(
    ITS_PROGRAMME, ITS_VERSION, tuple(PlannedItem(name, 2, 1, REPETITIONS) for name in DONE_EXERCISES)
)
SENSOR_MISSING: Final = (44, 45, 56, 57, 70, 71)  # quarter-hours: three gaps of a sensor that slipped


def synthetic_status(patient: SyntheticPatient) -> dict[str, object]:
    """What the patient's device said last: it is away where the story is silent, and its programme goes on."""
    return {
        "schema": 1,
        "device": patient.device,
        "online": not patient.story.silent_for_days,
        "firmware": SYNTHETIC,
        "backlog_days": 0,
        "programmes": [{"id": ITS_PROGRAMME, "version": ITS_VERSION, "state": "started"}],
    }


def synthetic_days(patient: SyntheticPatient, today: date, days: int, timezone: str) -> Iterator[DayDocument]:
    """The last `days` days up to yesterday, the first one first, as far as they came."""
    story = patient.story
    for ago in range(days, story.silent_for_days, -1):
        yield _Day(patient, today, ago, timezone).document()
    if story.clock_was_wrong:
        yield _finished(replace(_Day(patient, today, 2, timezone).document(), day=FAR_FUTURE, revision=2))


class _Day:
    """One day in the making. The dice are of the patient and the day alone: a clinic seeded twice is the same."""

    def __init__(self, patient: SyntheticPatient, today: date, ago: int, timezone: str) -> None:
        self._patient, self._story, self._ago, self._timezone = patient, patient.story, ago, timezone
        self._date = today - timedelta(ago)
        self._dice = random.Random(f"{patient.seed} {self._date}")  # noqa: S311 - no secret
        self._share = self._rest_tremor()
        self._amplitude_deg = 9 * self._share * self._dice.lognormvariate(0, 0.15)

    def document(self) -> DayDocument:
        if self._ago <= self._story.not_worn_for_days:
            return self._with((), ())
        missed = self._dice.random() < 0.06
        wakes, sleeps = WAKES + self._dice.randint(0, 6), (WAKES + 14 if missed else SLEEPS - self._dice.randint(0, 8))
        quarters = tuple(self._quarter(number) for number in range(wakes, sleeps) if number not in self._gaps)
        return self._with(quarters, () if self._ago <= self._story.no_exercise_for_days else SESSIONS_AT)

    def _with(self, quarters: tuple[Quarter, ...], sessions_at: tuple[time, ...]) -> DayDocument:
        all_quarters = self._with_unworn(quarters)
        done_at = [at for at in sessions_at if self._dice.random() < 0.85]
        quality = (
            Quality("synced", gaps=3, gap_s=float(QUARTER_S * len(self._gaps)), gap_reasons=(("sensor missing", 3),))
            if self._slipped
            else None
        )
        return _finished(
            DayDocument(
                schema=2,
                device=self._patient.device,
                store=SYNTHETIC,
                day=self._date.isoformat(),
                timezone=self._timezone,
                revision=1,
                firmware=SYNTHETIC,
                algorithm=SYNTHETIC,
                totals=self._totals(all_quarters),
                quarters=all_quarters,
                episodes=tuple(self._episodes(quarters)),
                sets=tuple(one for at in done_at for one in self._sets(at)) if quarters else (),
                marks=self._marks() if quarters else (),
                quality=quality or Quality("synced"),
                site="forearm",
                plan=PLAN,
                sessions=tuple(map(self._session, done_at)) if quarters else (),
            )
        )

    def _with_unworn(self, worn: tuple[Quarter, ...]) -> tuple[Quarter, ...]:
        """All quarter-hours with data: those without a limb are recorded too, as not worn."""
        known = {quarter.quarter: quarter for quarter in worn}
        table = Summary(not_worn_s=QUARTER_S)
        with_data = (number for number in range(QUARTERS_A_DAY) if number not in self._gaps)
        return tuple(known.get(number, Quarter(number, table)) for number in with_data)

    @property
    def _gaps(self) -> tuple[int, ...]:
        return SENSOR_MISSING if self._slipped else ()

    @property
    def _slipped(self) -> bool:
        return self._story.slipped_days_ago is not None and self._ago <= self._story.slipped_days_ago

    def _rest_tremor(self) -> float:
        relieved = self._story.rest_tremor * (1 - self._story.relief(self._ago))
        return min(0.95, relieved * self._dice.lognormvariate(0, 0.18))

    def _quarter(self, number: int) -> Quarter:
        """More tremor after getting up than in the evening."""
        worn_s = QUARTER_S
        assessable_s = round(worn_s * (ASSESSABLE - 0.4 * self._slipped) * self._dice.uniform(0.94, 1.0))
        rest_s = round(assessable_s * AT_REST * self._dice.uniform(0.7, 1.25))
        daily = 0.75 + 0.6 * math.exp(-(((number - 36) / 10) ** 2))
        rest_tremor_s = min(rest_s, round(rest_s * self._share * daily * self._dice.uniform(0.7, 1.3)))
        moving_s = assessable_s - rest_s
        tremor_s = rest_tremor_s + round(moving_s * WHILE_MOVING * self._share * self._dice.uniform(0.6, 1.2))
        return Quarter(
            number,
            replace(
                self._shaking(tremor_s, daily),
                worn_s=worn_s,
                assessable_s=assessable_s,
                tremor_s=tremor_s,
                rest_s=rest_s,
                moving_s=moving_s,
                rest_tremor_s=rest_tremor_s,
            ),
        )

    def _shaking(self, tremor_s: int, daily: float) -> Summary:
        if not tremor_s:
            return Summary()
        amplitude_deg = self._amplitude_deg * daily * self._dice.uniform(0.8, 1.25)
        episodes = int(tremor_s > 60 and self._dice.random() < 0.4)
        return Summary(
            episodes=episodes,
            frequency_hz=round(self._dice.gauss(4.8, 0.2), 1),
            amplitude_deg=round(amplitude_deg, 2),
            amplitude_p90_deg=round(2.1 * amplitude_deg, 2),
            irregularity_hz=round(self._dice.uniform(0.2, 0.6), 2),
            kinds=(KindCount("rhythmic", episodes, episodes),) if episodes else (),
        )

    def _totals(self, quarters: tuple[Quarter, ...]) -> Summary:
        def added(name: str) -> int:
            return sum(getattr(quarter.summary, name) for quarter in quarters)

        episodes = added("episodes")
        amplitude_deg = round(self._amplitude_deg, 2) if added("tremor_s") else None
        return Summary(
            worn_s=added("worn_s"),
            assessable_s=added("assessable_s"),
            tremor_s=added("tremor_s"),
            rest_s=added("rest_s"),
            moving_s=added("moving_s"),
            not_worn_s=added("not_worn_s"),
            rest_tremor_s=added("rest_tremor_s"),
            episodes=episodes,
            frequency_hz=4.8 if amplitude_deg else None,
            amplitude_deg=amplitude_deg,
            amplitude_p90_deg=round(2.1 * amplitude_deg, 2) if amplitude_deg else None,
            irregularity_hz=0.4 if amplitude_deg else None,
            kinds=(KindCount("rhythmic", episodes, episodes),) if episodes else (),
            posture=self._posture(added("rest_s")) if added("worn_s") else None,
        )

    def _posture(self, rest_s: int) -> PostureProfile:
        """Away from neutral as far as the story says, less so while an injection acts."""
        if self._slipped:
            return PostureProfile(turned_s=rest_s)
        tilt_deg = self._story.tilt_deg * (1 - 0.7 * self._story.relief(self._ago)) * self._dice.lognormvariate(0, 0.1)
        far_s = round(rest_s * min(0.8, max(0.02, (tilt_deg - 12) / 45)))
        near_s = round((rest_s - far_s) * min(0.9, 9 / tilt_deg))
        tilted_s = rest_s - far_s - near_s
        return PostureProfile(near_s, tilted_s, far_s, tilt_deg=round(tilt_deg, 1))

    def _episodes(self, quarters: tuple[Quarter, ...]) -> Iterator[DayEpisode]:
        for quarter in quarters:
            said = quarter.summary
            if said.episodes:
                start = self._at(time(quarter.quarter // 4, QUARTER_MIN * (quarter.quarter % 4) + 4, 10))
                lasted_s = float(self._dice.randint(5, 55))
                reason = f"tremor in {lasted_s - 2:.0f} s of it"
                numbers = said.frequency_hz, said.amplitude_deg, said.amplitude_p90_deg, said.irregularity_hz
                yield DayEpisode(start, lasted_s, "rhythmic", reason, *numbers, "rest")

    def _sets(self, at: time) -> Iterator[DaySet]:
        done_share = 0.9 - 0.5 * self._share - 0.35 * self._hurts
        for number, exercise in enumerate(DONE_EXERCISES):
            done = sum(self._dice.random() < done_share for _ in range(REPETITIONS))
            range_deg = round(self._dice.gauss(72, 5) * (1 - 0.35 * self._share), 1)
            yield DaySet(
                self._at(at.replace(minute=at.minute + 3 * number)),
                float(self._dice.randint(55, 95)),
                exercise,
                REPETITIONS,
                "done" if done == REPETITIONS else "paced",
                done,
                (("short by 8°", REPETITIONS - done),) if done < REPETITIONS else (),
                range_deg,
                round(range_deg * 1.12, 1),
                measures=SetMeasures(
                    tempo_variation=round(self._dice.uniform(0.08, 0.3), 2),
                    sparc=round(self._dice.uniform(-3.2, -1.9), 2),
                    tremor_start_deg=round(self._amplitude_deg, 2),
                    tremor_end_deg=round(self._amplitude_deg * self._dice.uniform(0.7, 1.2), 2),
                ),
            )

    def _session(self, at: time) -> DaySession:
        number = len(DONE_EXERCISES)
        return DaySession(self._at(at), 420.0, ITS_PROGRAMME, 1, number, number, "done", self._rating())

    def _rating(self) -> Rating | None:
        if self._dice.random() < 0.2:
            return None
        return "a lot" if self._hurts else "some" if self._dice.random() < 0.15 else "none"

    @property
    def _hurts(self) -> bool:
        return self._ago <= self._story.hurts_for_days

    def _marks(self) -> tuple[DayMark, ...]:
        return (DayMark(self._at(time(11, 20, 5))),) if self._dice.random() < 0.3 else ()

    def _at(self, at: time) -> str:
        return datetime.combine(self._date, at, zone_or_utc(self._timezone)).isoformat()


def _finished(document: DayDocument) -> DayDocument:
    """With the word for its content, as what a device sends has."""
    return replace(document, content=content_of(document))
