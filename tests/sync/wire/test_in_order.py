"""Acknowledgements leave in the order of arrival, whatever is decided first."""

from hypothesis import given
from hypothesis import strategies as st

from sync.wire.client import Delivery
from sync.wire.in_order import InOrder


def delivery(number: int, qos: int = 1) -> Delivery:
    return Delivery("easeband/v1/band-1/up/status", b"", number, qos)


def test_a_later_message_waits_for_an_earlier_one() -> None:
    order = InOrder()
    order.arrived(map(delivery, (7, 8, 9)))
    assert [order.done(delivery(9)), order.done(delivery(7)), order.done(delivery(8))] == [
        [],
        [(7, 1)],
        [(8, 1), (9, 1)],
    ]


def test_qos_0_is_never_acknowledged_and_holds_up_nothing() -> None:
    order = InOrder()
    order.arrived([delivery(0, qos=0), delivery(1)])
    assert [order.done(delivery(0, qos=0)), order.done(delivery(1))] == [[], [(1, 1)]]


def test_a_number_that_comes_again_is_a_new_message() -> None:
    order = InOrder()
    order.arrived([delivery(1)])
    order.done(delivery(1))
    order.arrived([delivery(2), delivery(1)])
    assert [order.done(delivery(1)), order.done(delivery(2))] == [[], [(2, 1), (1, 1)]]


@given(st.permutations(range(1, 30)))
def test_once_all_are_done_all_have_left_in_order(decided: list[int]) -> None:
    order = InOrder()
    order.arrived(map(delivery, range(1, 30)))
    left = [number for one in decided for number, _ in order.done(delivery(one))]
    assert left == list(range(1, 30))
