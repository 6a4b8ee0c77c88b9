"""A clock that stands still until somebody sleeps, so that a test decides what time it is."""


class ManualClock:
    """Monotonic seconds that only `sleep` moves on."""

    def __init__(self, start_s: float = 1000.0) -> None:
        self._now_s = start_s

    def monotonic_s(self) -> float:
        return self._now_s

    def sleep(self, seconds: float) -> None:
        self._now_s += seconds
