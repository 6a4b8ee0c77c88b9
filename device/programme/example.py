"""A complete programme with every name that there is, commented, to begin from. Knows nothing but its text."""

from typing import Final

EXAMPLE_PROGRAMME: Final = """\
# A programme for Easeband. Change it, then look at it with `easeband programme check FILE`. On the device it is
# /etc/easeband/programme.toml, or what `programme` in [files] of the configuration says. The patient accepts it at the
# button; until then, and whenever it cannot be used, the one before holds. Names marked "optional" may be left out.

schema = 1                # how this file is written; always 1 for now
id = "arm-2026"           # lower-case letters, digits, '-'. Never a person's name.
version = 1               # each change needs a higher one
author = "A. Therapist"   # who prescribes it
device = "band-01"        # optional: the one device that it is for; without, any device
limb = "right arm"        # in your own words
site = "forearm"          # where the sensor is worn: head, neck, trunk, upper arm, forearm, hand, thigh, shin, foot
issued = 2026-11-20
valid_from = 2026-11-21   # both days are part of it
valid_to = 2027-02-20     # at most a year later
rating = true             # optional: whether the patient is asked after a session how it was (true)

[symptoms]                # optional: the lights ask for the patient's own symptoms, by number, one round a day at most
numbers = [1, 2]          # some of 1, 2, 3; what each is called stays in the clinic: `easeband clinic symptoms`
every_days = 3            # optional: 1 to 30 (1)
at = "18:00"              # optional: local time, 07:00 to 20:00; without it, after the first session of the day

# One [[items]] for each exercise, in the order in which they are done, at most ten. The device never asks for more than
# 100 repetitions a set, 15 minutes for the sets of an item, and ten such blocks a day, whatever stands here.

[[items]]                        # out and back: forearm-turn, wrist-opposite, elbow-bend, arm-raise, reach, toes-up,
exercise = "elbow-bend"          # knee-straighten, head-turn
sets = 2                         # optional: 1 to 10 (1)
repetitions = 10                 # of a set
rest_s = 60                      # optional: between two sets (30)
tempo = { out_s = 3, hold_s = 1, back_s = 3, pause_s = 1 }              # the ways take 2 to 30 s each
range = { count_from_deg = 40, target_deg = 90, cap_deg = 120 }         # cap_deg at most what the joint allows
most_dps = 120                   # optional: faster than this anywhere is too fast, deg/s
schedule = { per_day = 2, days = ["mon", "wed", "fri"], window = ["08:00", "20:00"] }    # optional, each of the three
stop = { tremor_rise_pct = 100, most_min = 10 }   # optional: when the device ends it by itself
note = "Slowly. Stop when it hurts."              # optional, at most 200 characters

[[items]]                        # a position, kept: postural-hold, gentle-stretch
exercise = "postural-hold"
sets = 3
hold_s = 20                      # 5 to 120
band_deg = 10                    # optional: how far it may go from where it began, 2 to 45 (10)

[[items]]                        # a swing on the beat of the light: paced-swing
exercise = "paced-swing"
repetitions = 30
period_s = 2.5                   # 2 to 4: out and back once
range = { count_from_deg = 15, target_deg = 30, cap_deg = 60 }

[[items]]                        # rest: supported-rest
exercise = "supported-rest"
hold_s = 90

[checkup]                        # optional: a few minutes that are measured by themselves, at most three times a day
parts = ["rest", "hold", "trick"]    # of rest, hold, midline, straight, trick; three minutes at most, in that order
times = ["09:00"]                # when it opens, for two hours each; two hours or more between two
days = ["mon", "thu"]            # optional
midline_s = 20                   # optional: how long the middle is held, each of two times, 10 to 60 (20)
"""
