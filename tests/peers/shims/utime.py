"""Stands for MicroPython's module of that name; it knows nothing but how long a wait is."""

import time


def sleep_ms(milliseconds: int) -> None:
    time.sleep(milliseconds / 1000)
