"""What the therapist of the demo prescribes: three short exercises, up to three times a day, and a check-up.

Knows a programme as it is written; must never know how it is delivered or accepted.
"""

from datetime import date, timedelta
from typing import Final

from device.programme.items import CHECKUP_OPEN_MIN, DAY_MINUTES, MOST_CHECKUPS_A_DAY

PROGRAMME_FILE: Final = "programme.toml"
BEFORE, AFTER = timedelta(days=2), timedelta(days=30)  # the demo lives through a past, in whatever time zone

DEMO_PROGRAMME: Final = """\
# Change it, give it a higher version, and the middle light fades twice after a press: hold the button to accept it.
schema = 1
id = "demo"
version = 1
author = "the demo"
limb = "simulated forearm"
site = "forearm"
issued = {issued}
valid_from = {issued}
valid_to = {last}

[[items]]
exercise = "elbow-bend"
repetitions = 6
tempo = {{ out_s = 2, hold_s = 1, back_s = 2, pause_s = 1 }}
range = {{ count_from_deg = 30, target_deg = 70, cap_deg = 120 }}
schedule = {{ per_day = 3 }}

[[items]]
exercise = "postural-hold"
hold_s = 15
schedule = {{ per_day = 3 }}

[[items]]
exercise = "paced-swing"
repetitions = 8
period_s = 2.5
range = {{ count_from_deg = 15, target_deg = 40, cap_deg = 80 }}
schedule = {{ per_day = 3 }}
"""

DEMO_CHECKUP: Final = """
# Due from each time on, for two hours; a hold of the button then offers it before any exercise.
[checkup]
parts = ["rest", "straight", "trick"]
times = {times}
"""


def demo_programme(today: date) -> str:
    """The programme as TOML, valid around today."""
    return DEMO_PROGRAMME.format(issued=today - BEFORE, last=today + AFTER)


def demo_checkup(opens_minute: int) -> str:
    """What to add for a check-up that is due from this minute of the local day on, for six hours to midnight."""
    minutes = [opens_minute + n * CHECKUP_OPEN_MIN for n in range(MOST_CHECKUPS_A_DAY)]
    times = sorted({minute % DAY_MINUTES for minute in minutes})
    return DEMO_CHECKUP.format(times=[f"{minute // 60:02}:{minute % 60:02}" for minute in times]).replace("'", '"')
