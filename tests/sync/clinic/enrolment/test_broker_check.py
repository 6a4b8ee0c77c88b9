"""Trying the broker's configuration: mosquitto is started on ports that are free, as it seems."""

import socket

import pytest

from device.system.clock import SystemClock
from sync.clinic.enrolment.authority import Authority
from sync.clinic.enrolment.broker_check import PortTaken, check_mosquitto, find_mosquitto, unused_port
from tests.support.needs import need_program


@pytest.mark.costly
def test_a_port_that_somebody_takes_first_is_no_fault_of_the_configuration() -> None:
    need_program("mosquitto")
    clock = SystemClock("UTC")
    authority = Authority.new(clock.utc_s())
    clinic, program = authority.for_clinic(clock.utc_s()), find_mosquitto() or ""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        taken: int = other.getsockname()[1]
        ports = iter([taken, unused_port(), unused_port(), unused_port()])
        check_mosquitto(program, authority, clinic, clock, free=lambda: next(ports))
        with pytest.raises(PortTaken, match="Address already in use"):
            check_mosquitto(program, authority, clinic, clock, free=lambda: taken)
