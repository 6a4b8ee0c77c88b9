"""How presses of a trembling finger are read: a table by frequency and depth of the tremor.

    python -m tests.evaluation.presses [PEOPLE]

1000 people unless said otherwise, some minutes. The finger is a model (tests/support/finger.py), no recording.
"""

import sys

from tests.support.finger import HOLD, HOVER, TAP, share_right

FREQUENCIES_HZ, DEPTHS = range(3, 12), (0.0, 0.3, 0.6, 0.9)  # depth: of a stroke that closes the switch at 1


def main(people: int) -> None:
    """Print the table."""
    totals = [0.0, 0.0, 0.0]
    print(f"{people} people each; a press is 0.4 s, a hold 2 s, a hover stays above the switch for 1 s")
    print("  Hz  depth  taps right  holds right  hovers read as a press")
    for hz in FREQUENCIES_HZ:
        for depth in DEPTHS:
            tap, hold, hover = (share_right(path, hz, depth, people) for path in (TAP, HOLD, HOVER))
            totals = [total + share for total, share in zip(totals, (tap, hold, 1 - hover), strict=True)]
            print(f"  {hz:2d}  {depth:5.1f}  {tap:10.2%}  {hold:11.2%}  {1 - hover:22.2%}", flush=True)
    taps, holds, false = (total / (len(FREQUENCIES_HZ) * len(DEPTHS)) for total in totals)
    print(f"all: taps {taps:.3%}, holds {holds:.3%}, false presses {false:.3%}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
