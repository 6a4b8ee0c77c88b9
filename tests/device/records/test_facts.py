"""What facts say that were kept before all of today's numbers were."""

from device.records.facts import TRUST_ORDER, Dating, Minute, SetResult


def test_a_minute_from_before_contexts_were_told_has_no_second_of_any() -> None:
    minute = Minute(start_s=0.0, recorded_s=60, assessable_s=60, tremor_s=30, inert_s=0)
    assert (minute.rest_s, minute.moving_s, minute.vehicle_s, minute.rest_tremor_s) == (0, 0, 0, 0)
    assert (minute.frequencies, minute.amplitudes, minute.irregularity_bins) == ((), (), ())


def test_a_set_has_no_pauses_unless_it_says_so_and_no_count_is_no_zero() -> None:
    result = SetResult(0.0, 80.0, "elbow", 10, "done")
    assert (result.pauses, result.uncounted, result.done_repetitions) == (0, (), None)


def test_a_clock_that_nobody_vouched_for_is_trusted_least() -> None:
    assert Dating("boot", 0.0, "UTC").trust == TRUST_ORDER[0] == "unknown"
