"""Every number the movement analysis decides with, and where it comes from.

Knows values and their sources; must never know how they are applied.
"""

import math
from dataclasses import dataclass, field

ALGORITHM_VERSION = "movement-14"
"""Stands in every minute and episode. Changes whenever a number or a step changes a verdict.

Earlier verdicts keep theirs. How a day is derived from facts has a number of its own, `DERIVATION` in
`device/day/derivation.py`.
"""

GRID_HZ = 100
"""The analysis' own sampling grid: whole hundredths of a second, the sensor's default rate."""

WINDOW_S = 3
"""Length of a window: Luft 2019 (PMC6806079) judges tremor in 3 s windows. The hop is one second."""

Demands = tuple[tuple[float, float], ...]
"""(up to Hz, decades of power): how far a rhythm must stand out, by rising frequency."""


@dataclass(frozen=True, eq=False)  # known by identity: what is derived from them is looked up in every window
class Sampling:
    """Which samples count, how they become windows, and what can be judged at all."""

    # Which samples count; beyond these no sensor on a limb measures, and a number is in another unit or an error
    most_time_s: float = 1e10  # ours: Unix time passes it in 2286; hundredths of a second stay exact to there
    most_g: float = 1000.0  # ours: five times the range of shock sensors
    most_dps: float = 100_000.0  # ours: 25 times the range of the fastest gyroscopes of this kind
    least_step_s: float = 1e-5  # ours: two samples closer than this are one; 100 kHz

    # What a whole file may be like
    stray_s: float = 1.0  # ours: a time this far from its neighbours is an error, unless many follow it
    most_stray_samples: int = 10  # ours: as many in a row are an error rather than a piece in the wrong place
    least_recording_s: float = 2.5  # ours: public windows rated by clinicians are 2.56 s long

    # From samples to windows
    bridged_steps: float = 4.0  # ours: a longer pause than this many sampling steps is a gap ...
    bridged_s: float = 0.05  # ... unless shorter than this: real I2C logs pause 15 to 50 ms in normal running
    bridged_most_s: float = 0.25  # ours: and never longer than this, half a turn of the slowest tremor
    average_above_hz: float = 150.0  # a 150 Hz input has its first alias into 0-12 Hz from above 88 Hz
    saturated_samples: int = 4  # ours: this many in a row at the end of the range are no coincidence
    least_range_g: float = 1.95  # the MPU-6050's smallest range is 2 g (RM-MPU-6000A)
    least_range_dps: float = 245.0  # its smallest range is 250 deg/s; both with their scale tolerance of 3 %
    least_cut_dps: float = 100.0  # ours: other chips' gyroscopes end at 125 deg/s; there movement must look cut off ...
    cut_least_digits: float = 3.0  # ours: ... from values that are by so many last digits less, on average ...
    cut_from_share: float = 0.05  # ours: ... and have come as near to the end: it is movement ...
    cut_longer: float = 2.0  # ours: ... which is the same for so much longer than anywhere else

    # What can be judged at all
    most_lost_share: float = 0.5  # ours: a second of which more is missing counts as no data
    most_missing_s: float = 0.3  # ours: a tenth of the window
    least_rate_hz: float = 24.0  # twice the highest frequency looked for


@dataclass(frozen=True, eq=False)
class Liveness:
    """When an axis measures nothing: it shows the same, to the last digit, for longer than any living one does."""

    same_s: float = 1.0  # in 2600 healthy recordings of nine sensors the longest was 0.24 s, of a still limb too
    same_samples: int = 50  # ours: and so many in a row, for slow recordings
    at_end_s: float = 5.0  # ours: at the end of its range, where a living one was held for 1.9 s in one of them


@dataclass(frozen=True, eq=False)  # known by identity: what is derived from them is looked up in every window
class Stillness:
    """When a limb is still or moves no more than its sensor's noise, and what the gyroscope's offset may be."""

    # When a limb is still: how far smoothed turning (without tremor) and gravity are from where they were at first ...
    still_s: float = 1.0  # ours: in a row
    still_in_time_dps: float = 1.5  # ours: on a patient's wrist the offsets so learned agree to 0.4 deg/s ...
    still_in_time_g: float = 0.02  # ours: 1.1 degrees
    still_in_time_s: float = 5.0  # ours: ... when learned from so long
    still_settled_s: float = 60.0  # ours: no chair turns evenly for so long
    still_most_dps: float = 2.0  # ours: a limb that turns evenly by more than its offset's drift is not still
    # ... and how far turning and gravity are as measured, tenth by tenth, when nothing trembles either
    still_at_once_s: float = 0.8  # ours: in a row; in 2 h of walking, physiotherapy, gym and daily life ...
    still_at_once_dps: float = 1.0  # ours: ... every such moment gave the wrist's offset to 1 deg/s
    still_at_once_g: float = 0.01  # ours: 0.6 degrees

    # The gyroscope's zero-rate offset
    zero_most_dps: float = 40.0  # product specification 3.4, 6.1: 20 an axis, together 35; the rest is soldering's
    zero_unsure_dps: float = 1.0  # ours: how exactly the first still moment gives it
    zero_drift_dps_s: float = 0.01  # ours: of warming, 6.1: 20 between 25 and 85 °C; that is 2 °C a minute
    zero_drift_dps: float = 2.0  # ... and so much at most between still moments: 6 °C
    inert_g: float = 0.005  # data sheet noise of 400 ug/sqrt(Hz) over 44 Hz: sd 0.0033 g an axis; the gyroscope decides
    inert_alone_g: float = 0.003  # without a gyroscope; quiet MPU-6050 modules: sd 0.0010 to 0.0016 g, measured
    inert_dps: float = 0.1  # quiet MPU-6050 modules: sd 0.035 to 0.040 deg/s an axis, measured


@dataclass(frozen=True, eq=False)  # known by identity: what is derived from them is looked up in every window
class Rhythm:
    """Where a rhythm is looked for, against what, and what is asked of it to be tremor."""

    # Where a rhythm is looked for, and against what
    lowest_hz: float = 1.5  # dystonic tremor: 1 to 6.5 Hz (PMC3580791); below 1.5 Hz lies voluntary movement
    highest_hz: float = 12.5  # physiological and enhanced tremor end at 12 Hz
    most_hz: float = 12.1  # the same, of the rhythm itself; up to there an engine that idles at 12.5 Hz reaches
    core_hz: float = 0.5  # half width of a rhythm: a 3 s Hann window spreads a line over +-0.67 Hz
    flank_from_hz: float = 0.7  # tuned: first place free of the line's own spread ...
    flank_to_hz: float = 1.4  # ... to where the neighbouring harmonics of walking lie
    lobe_hz: float = 0.7  # all of a line's power lies this close to it (3 s Hann window)
    whitening_share: float = 0.01  # tuned: of the background, seen in every direction
    floor_dps2_hz: float = 0.005  # ours: asks about 1 deg/s of a rhythm at complete rest
    floor_g2_hz: float = 1e-6  # twice the MPU-6050's noise of 400 ug/sqrt(Hz) over three axes

    # Rhythms that are not tremor
    comb_share: float = 0.1  # tuned: weight of equal lines at equal distance on both sides, as in walking
    comb_from_hz: float = 1.5  # closer neighbours already lie in the flanks
    comb_to_hz: float = 3.0  # the fastest stepping or repeating movement
    fundamental_prominence: float = 15.0  # ours: power over background of a slow line that may have harmonics
    harmonic_tolerance_hz: float = 0.15  # ours: how exactly a harmonic meets its multiple in 3 s
    multiples_from_hz: float = 1.0  # ours: three cycles in a window; of fewer 3 s tell no frequency

    # Tremor too irregular for a line: a band that stands out
    broad_half_hz: float = 1.0  # ours: dystonic tremor is broad (PMC3580791); its size is that of two hertz together
    broad_flank_from_hz: float = 1.6  # tuned: what is beside a broad rhythm ...
    broad_flank_to_hz: float = 3.2  # ... reaches as far as the sensors' spectrum allows
    broad_alone_hz: float = 3.0  # ours: a band below reaches to slow movement and its multiples: that must be smaller
    broad_line_share: float = 0.7  # ours: of a band's rms; a line so large holds half of its power
    broad_fast_hz: float = 8.0  # ours: from here on the upper flank is not wholly measured
    broad_half_share: float = 0.25  # tuned: of a fast rhythm's frequency, as cycles that vary by 10 % spread it
    broad_among_hz: float = 2.0  # tuned: a fast rhythm is compared with all other movement from here on
    # ... or a narrower one that stands out of nine seconds: six before the judged one and two after it
    lasting_before_s: int = 6  # tuned: longer finds more, and bursts are shorter
    lasting_after_s: int = 2  # ours: so late is the verdict
    lasting_from_hz: float = 2.5  # ours: below lie the first multiples of arm swing, which last too
    lasting_half_hz: float = 0.8  # tuned: found best from 0.6 to 0.8; bursts that wander are wider ...
    lasting_flank_from_hz: float = 1.2  # tuned ...
    lasting_flank_to_hz: float = 2.4  # ... so that each flank holds a multiple of walking
    lasting_own: float = 0.2  # tuned: decades by which the judged second itself may fall short ...
    lasting_least_score: float = -0.65  # ours: of its own three; one second in forty that could be told is below
    lasting_beside: float = 0.75  # tuned: of its rms, what slower movement has; without that three seconds tell enough
    lasting_least_dps: float = 5.0  # ours: rms; less is seen in nobody who moves
    lasting_goes_on: float = 0.2  # ours: ... and all nine, when the second before was tremor ...
    lasting_near_hz: float = 1.0  # ours: ... so near
    # ... or most of the movement of a limb that does little else
    bulk_from_hz: float = 3.0  # tuned: free of the second harmonic of arm swing ...
    bulk_to_hz: float = 8.0  # ... and of a car's own vibration at 8 to 10 Hz
    movement_from_hz: float = 0.5  # slower is posture
    movement_to_hz: float = 13.0  # highest_hz and half a hertz

    # What is asked of a rhythm: score = the smaller of "how far beyond the demand" and "how far beyond the least size";
    # of the accelerometer alone "how far beyond the least size", and below 0 if the demand is not met
    rotation_size_weight: float = 4.0  # tuned: decades of score for a decade of size
    acceleration_size_weight: float = 16.0  # tuned: at rest, ratings follow the size more than the regularity
    # Demands by band are tuned on the seconds without tremor of the tuning part (`make evaluate`): 0.1 decades above
    # the largest of them by the gyroscope; by the accelerometer 0.1 % of them reach it
    rotation_demands: Demands = ((3.0, 2.0), (3.6, 1.5), (8.0, 1.35), (math.inf, 1.65))  # tuned
    acceleration_demands: Demands = ((3.0, 2.0), (7.0, 1.55), (math.inf, 1.7))  # tuned
    rotation_bulk_demand: float = 0.6  # ours: 80 % of all movement; no recording with a gyroscope has ratings
    acceleration_bulk_demand: float = 0.35  # tuned: 69 %
    fast_bulk_demand: float = 1.75  # ours: 98 %, with all up to the fastest tremor, if that is as much as ...
    fast_bulk_least_dps: float = 10.0  # ours: ... this, rms; of 6615 recorded seconds without tremor none has 1.2
    broad_demands: Demands = ((2.5, 2.1), (7.0, 1.05), (math.inf, 1.3))  # tuned as the first; ours to 2.5 Hz, as a line
    broad_rest_demand: float = 1.3  # tuned: below 2.5 Hz, of a limb at rest that nothing else shakes ...
    most_unexplained: float = 0.2  # ours: ... by more of its power; a tremor has 0.02, a bus's pole 0.4 ...
    least_unexplained_g: float = 0.003  # ours: ... and rms; twice the sensor's noise within two hertz
    # tuned as the first
    lasting_demands: Demands = ((3.0, 1.33), (3.6, 0.92), (5.0, 1.03), (7.0, 0.98), (8.0, 1.22), (math.inf, 1.54))
    least_dps: float = 0.5  # ours: a third of the rms of the 2 deg/s that must be found
    least_line_share: float = 0.7  # ours: of the rms of a broader rhythm; a smaller line is only a part of that
    least_rest_dps: float = 1.3  # ours: at rest; an idling engine has 1.28, the 2 deg/s that must be found 1.41
    least_engine_dps: float = 2.5  # ours: beside an engine that idles; the recorded one, twice as loud
    longest_lever_m: float = 1.0  # ours: to the furthest joint; tremor had 0.38 at most, an electric razor 2.2
    fewest_cycles: int = 5  # ours: in three seconds, here or beside; who knocks on a door makes two to four
    fewest_cycles_from_hz: float = 3.0  # ours: of slower ones so few are seconds
    counted_band: tuple[float, float] = (0.6, 1.6)  # ours: of its frequency; slower movement has no cycles of it
    cycle_least_share: float = 1 / 3  # ours: of the largest cycle, which makes it one
    least_share_of_second: float = 0.5  # ours: of a rhythm's rms in the window; a still second beside a burst has none
    least_broad_dps: float = 1.0  # ours: above the physiological tremor of a hand at rest
    least_g: float = 0.06  # tuned: rms, recordings rated without tremor
    unclear: float = 0.5  # ours: decades below the limit, less than what holds an episode (episode_off_share)

    # Cycles of a rhythm
    cycle_from_share: float = 1 / 3  # ours: of its frequency; wider takes in arm movement ...
    cycle_to_share: float = 3.0  # ours: ... and noise, narrower smooths away true irregularity (by 14 % from a half on)


@dataclass(frozen=True, eq=False)  # known by identity: what is derived from them is looked up in every window
class Contexts:
    """What else the limb did; tuned and reported by tests.evaluation.rides."""

    rest_dps: float = 5.0  # ours: rms below 1.2 Hz; at 0.5 Hz a limb that swings by 2 deg to each side
    rest_g: float = 0.02  # tuned: without a gyroscope, to agree with it
    ride_most_dps: float = 12.0  # tuned: rms below 1.2 Hz; of a limb that moves more no vehicle can be told
    ride_least_g: float = 0.008  # tuned: rms of the shaking from 2 to 4 Hz in each second ...
    ride_most_turning_dps: float = 3.0  # ours: ... of a turning that is no tremor from the shoulder that anybody sees
    longest_lever_m: float = 0.3  # ours: a forearm about the elbow; 95 % of the seconds in a car give 0.38 m or more

    # An engine that idles: a line faster than tremor in the acceleration of a calm limb. None of 8000 recorded seconds
    # of limbs and of a moving car has one; each of a recorded idling engine has
    tremor_from_hz: float = 1.5
    engine_from_hz: float = 14.0  # ours: 12 Hz is the fastest tremor; four cylinders at 600 a minute fire at 20 Hz
    engine_above_hz: float = 10.0  # ours: the highest from here on; else it is the slope of a fast tremor
    engine_share: float = 0.47  # ours: of the power that is faster; hands at rest have 0.29 in one second of a hundred
    engine_over: float = 0.3  # ours: of the rms where tremor lies; what a tremor has of multiples is less
    engine_least_g: float = 0.002  # ours: rms, half the sensor's own noise
    engine_steady: float = 0.4  # ours: the weakest of three seconds, of the strongest


@dataclass(frozen=True, eq=False)  # known by identity: what is derived from them is looked up in every window
class Episodes:
    """What makes seconds an episode; what a therapist sets for one person is in device/records/person.py.

    No published standard says when an episode at one limb begins, ends or is of a kind; these are this project's own.
    """

    # Episodes
    episode_on_s: int = 2  # ours, as are the next three
    episode_off_s: int = 2
    episode_off_share: float = 0.6  # of the strength that began it
    episode_least_s: int = 3
    episode_most_s: int = 900  # ours: a longer one is kept in parts, so that a power cut costs 15 minutes at most

    # The other kinds of episode; what a therapist sets for one person is in device.records.person
    still_dps: float = 15.0  # ours: nearly still; smoothed over 0.4 s, so tremor from 4 Hz on does not count
    least_gravity_g: float = 0.8  # ours: a limb that is not pushed feels gravity alone; an axis that is dead does not
    most_gravity_g: float = 1.2
    posture_least_s: int = 5  # ours: shorter is a movement
    posture_hold_share: float = 0.8  # ours: of the tilt that begins a posture
    shift_rest_share: float = 0.25  # ours: of a shift's turn, in the half seconds before and after it
    spasm_settle_s: float = 0.4  # ours: from the shift to stillness
    spasm_hold_s: float = 1.0  # ours: a fast shift and a hold of at least this
    spasm_most_s: float = 60.0  # ours: what is held for longer lies there
    jerk_times_usual: float = 10.0  # tuned: times the median of the last minute
    jerk_usual_s: float = 60.0  # ours: one minute
    jerk_weak_share: float = 0.25  # ours: of what is asked; as weak a burst may still be one of a series
    jerk_least_s: float = 0.02  # ours: the sensor's filter makes any movement longer; one wild sample is an error
    jerk_most_s: float = 0.3  # ours: a voluntary movement takes longer
    jerk_length_share: float = 0.25  # ours: of its peak, above which its length is measured
    jerk_bridged_s: float = 0.05  # ours: out and back is one movement, slow for a moment between
    jerk_g: float = 0.5  # ours: without a gyroscope
    jerks_together_s: float = 2.0  # ours: as for rhythmic episodes
    series_ratio: float = 1.4  # ours: longest to shortest of three distances; of chance ones 2 % are so alike
    repeating_lowest_hz: float = 0.5  # ours: below tremor, from where it takes some seconds to repeat
    repeating_highest_hz: float = 1.5
    repeating_step_s: float = 2.0  # ours: eight seconds are looked at so often; every second costs twice as much
    repeating_alike: float = 0.7  # tuned: correlation with itself one cycle later
    repeating_alike_share: float = 0.85  # ours: of the best; two cycles are as alike as one
    repeating_cycles: float = 4.0  # ours: several
    repeating_moves_share: float = 0.5  # ours: of the speed of the eight seconds around it
    steps_g: float = 0.1  # tuned: at twice the swing, rms
    steps_half_hz: float = 0.3  # ours: two bins of 8 s and a Hann window's width


@dataclass(frozen=True, eq=False)
class SetMeasuring:
    """How a set is measured, and when a number would not be worth telling."""

    kept_s: int = 960  # a block of 15 min, and what comes late
    known_late_s: float = 1.0  # ours: smoothing (0.42 s), a look at the sensor (0.2 s) and at its axes (0.1 s)
    speed_late_s: float = 1.5  # ours: a second is measured when the one after it is over ...
    tremor_late_s: float = 3.5  # ... and judged when two more are
    least_seen_share: float = 0.9  # ours: of the time; of a set that was seen less nobody knows how it was held
    least_measured_share: float = 0.5  # ours: of the repetitions, or of the seconds of a quarter
    fewest_repetitions: int = 3  # ours: how two of them vary is chance

    # A position that is held: the first two seconds in which the limb stays there
    position_s: float = 2.0  # ours: longer than one breath of a tremor that is smoothed away
    settled_within_s: float = 5.0  # ours: the shortest hold; a limb is lifted first
    settled_deg: float = 2.0  # ours: the smallest band

    # Smoothness: spectral arc length (Balasubramanian et al. 2015, 10.1186/s12984-015-0090-9)
    sparc_most_hz: float = 10.0
    sparc_least_share: float = 0.05  # of the largest component; beyond the last one that has it, nothing counts
    sparc_padding: int = 4  # doublings of the length, from the next power of two on

    # Tremor at the start and at the end of a set
    tremor_share: float = 0.25  # ours: of the set
    tremor_least_s: float = 5.0  # ours: so that one second in five does not decide alone

    # Tremor that rises while an exercise is being done
    rise_over_s: int = 10  # ours: whole seconds that are averaged, so that a burst of two or three does not end it
    rise_from_deg: float = 0.5  # ours: a finger tip 0.25 m from the joint moves by 2 mm, which hardly anybody sees


class PostureJudging:
    """When a second at rest tells how the limb is held; tuned to nothing, reported by tests.evaluation.postures."""

    least_gravity_g: float = 0.8  # ours, as for sustained postures: a limb that is not pushed feels gravity alone
    most_gravity_g: float = 1.2
    agree_deg: float = 8.0  # ours: between what is felt and what the gyroscope expects; a car pulls by 10 and more
    trust_s: float = 10.0  # ours: after so long most of what is felt is believed; a car brakes for less


@dataclass(frozen=True, eq=False)
class TurnBands:
    """The bands in which the direction of movement is told, and from what speed on a second moves in one."""

    slow_to_hz: float = 1.5  # the bands in which dispersion was published (MDS congress 2025)
    middle_to_hz: float = 4.5
    fast_to_hz: float = 15.0  # ours: tremor ends at 12 Hz
    slow_least_dps: float = 1.0  # ours: rms; what is left of the gyroscope's offset is below
    quick_least_dps: float = 0.5  # ours: rms; as little as is asked of tremor

    def least_dps(self, band: str) -> float:
        """From what rms on a second moves in it."""
        return self.slow_least_dps if band == "slow" else self.quick_least_dps


@dataclass(frozen=True, eq=False)
class TrickJudging:
    """What of a check-up is held against what, and when a sensory trick relieves; see tests.evaluation.checkups."""

    near_deg: float = 10.0  # TWSTRS, item "time": held in the middle
    lying_deg: float = 60.0  # ours: nobody sits with the head or back so far from upright
    improved: float = 0.3  # ours, as the length: PMC7728456 and others give no number
    improved_seen: float = 0.28  # tuned: 30 % as they are measured; none of 240 steady limbs falls so by chance
    lengths_s: tuple[int, ...] = (5, 10, 15, 30)  # ours: relief lasts for the first at least
    usual_s: int = 15  # ours: where 30 % do not stand out in a stretch so long, movement comes and goes by itself ...
    pause_share: float = 0.2  # ours: of the rms, or a second has less, as a pause has; of uneven tremor it has 0.6 ...
    coming_lengths_s: tuple[int, ...] = (12, 20)  # tuned: ... and is held against itself by what is there in so long
    improved_coming: float = 0.33  # tuned: of these; 30 % are told of twice as many without any relief
    spreads: float = 3.0  # tuned: standard deviations that a stretch differs by chance at most; plateau to 4
    least_spread: float = 0.02  # ours: of the logarithm of a size; a sensor's noise
    least_seen_s: int = 20  # ours: of 30 s
    least_deg: float = 8.0  # ours: less tilt is as good as neutral
    least_dps: float = 2.0  # ours: rms in a band; a resting arm stays below


@dataclass(frozen=True, eq=False)
class RepetitionCounting:
    """What of a movement is one repetition; tuned and reported by tests.evaluation.repetitions.

    A whole movement is what the limb feels and how it turns, both in degrees.
    """

    # Where a whole movement repeats itself, and how soon
    shortest_s: float = 0.5  # ours: of a repetition; faster is tremor
    longest_s: float = 10.0  # ours: the slowest tempo that is shown takes 8 s
    finer: float = 1.06  # ours: each time that is tried is so much longer than the one before
    compared: tuple[float, ...] = (2.0, 1.0)  # ours: repetitions that are held against the next ones; two have only one
    repeats_least: float = 0.5  # ours: likeness with itself one repetition later; 0 of chance, 1 of the same again
    repeats_share: float = 0.85  # ours: of the best; two repetitions are as alike as one
    drifts_most: float = 1.2  # ours: times longer or shorter from one half second to the next; beyond is another set
    least_deg: float = 2.0  # ours: rms; what moves less repeats itself by chance
    looked_at: int = 4  # ours: stretches that repeat themselves most; a set in a day of walking is among them

    # Which cycles of its own rate are repetitions of the set
    extent_share: float = 0.35  # ours: of the usual extent, that makes it a cycle; plateau from 0.25 to 0.5
    alike_least: float = 0.6  # tuned: likeness to the neighbours in the set; plateau from 0.5 to 0.65
    larger_most: float = 1.5  # ours: times their extent; what is larger still goes into position
    alike_to: int = 3  # ours: neighbours
    strange_most: int = 2  # ours: so many odd repetitions in the midst of a set belong to it, more are its end
    apart_most: float = 2.5  # ours: times the usual time from one to the next; some pause
    seen_least: float = 0.5  # ours: of one that the recording's end cuts off; less of a half says nothing of that half
    shifted_share: float = 0.125  # ours: of the usual time, by which one may be early or late
    rest_share: float = 0.15  # ours: of the set's speed; a recording that ends slower than that cuts off nothing
    moves_share: float = 0.2  # ours: of the usual range; what moves less between two repetitions is a pause
    rests_share: float = 0.15  # ours: of the usual time, at the end of a recording, in which a limb that rests ...
    sways_share: float = 0.06  # ours: ... sways by less of the usual range
    ends_least: float = 1.3  # ours: of the usual way out and back, that makes the first and the last one two together

    # Which of what repeats itself is walking
    stride_shortest_s: float = 0.8  # ours: two steps; 150 a minute
    stride_longest_s: float = 1.6  # ours: 75 a minute
    steps_g: float = 0.1  # as `Episodes.steps_g`
    arm_m: float = 0.6  # ours: from the shoulder to the wrist

    # Which movements belong to a set that is being done: likeness to any of the last four
    belongs_least: float = 0.1  # tuned: 0 of chance; less is a movement into or out of position; plateau from 0 to 0.3
    turns_alike_most: float = 0.3  # ours: of two turns of one repetition, of which every other one is alike

    # How far a movement went, of which smoothing has taken more the quicker it was
    restored_from_s: float = 1.0  # ours: no more is given back to a quicker one, whose time is not known so well
    restored_to_s: float = 4.0  # ours: a slower one has lost less than 2 %


@dataclass(frozen=True, eq=False)
class Parameters:
    """The numbers of the analysis, in sections; a stage is handed its own.

    "Ours" marks a choice of this project: no standard names the number. What a therapist may set for one person is in
    `device/records/person.py`. "Tuned" marks a number fitted to the tuning part of the evaluation recordings
    (tests/evaluation).
    """

    sampling: Sampling = field(default_factory=Sampling)
    liveness: Liveness = field(default_factory=Liveness)
    stillness: Stillness = field(default_factory=Stillness)
    rhythm: Rhythm = field(default_factory=Rhythm)
    contexts: Contexts = field(default_factory=Contexts)
    episodes: Episodes = field(default_factory=Episodes)
    measuring: SetMeasuring = field(default_factory=SetMeasuring)
    postures: PostureJudging = field(default_factory=PostureJudging)
    bands: TurnBands = field(default_factory=TurnBands)
    tricks: TrickJudging = field(default_factory=TrickJudging)
    repetitions: RepetitionCounting = field(default_factory=RepetitionCounting)


PARAMETERS = Parameters()
