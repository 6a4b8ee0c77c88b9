"""Who hears how the parts are, and what changed."""

from device.health import HealthWatch, PartState


def test_each_change_is_told_once_and_nobody_is_asked_twice_in_a_second() -> None:
    works, heard = {"store": True, "sensor": True}, list[list[bool]]()

    def states() -> list[PartState]:
        return [PartState(part, fine, "words") for part, fine in works.items()]

    watch = HealthWatch([states], lambda parts: heard.append([part.works for part in parts]))
    assert watch.push(0.0) == []
    works["sensor"] = False
    assert watch.push(0.99) == []
    assert watch.push(1.0) == [("sensor", True)]
    assert watch.push(2.0) == []
    works["sensor"] = True
    assert watch.push(3.0) == [("sensor", False)]
    assert heard == [[True, True], [True, False], [True, False], [True, True]]


def test_a_look_that_comes_late_puts_off_no_later_one() -> None:
    asked = list[float]()
    now_s = 0.0

    def states() -> list[PartState]:
        asked.append(now_s)
        return []

    watch = HealthWatch([states], None)
    for now_s in (0.0, 1.25, 2.0, 2.9, 3.0, 9.5, 10.4, 10.5):
        watch.push(now_s)
    assert asked == [0.0, 1.25, 2.0, 3.0, 9.5, 10.5]
