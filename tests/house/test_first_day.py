"""What virtual machines do and can be seen without one, within a second: `make first-day` types what the pages tell."""

import tomllib

import pytest

from tests.house.test_packages import ROOT
from tests.vm import first_card
from tests.vm.first_day import PAGES, told
from tests.vm.guest.power import asking
from tests.vm.typed import told_in


@pytest.mark.parametrize("command", PAGES)
def test_its_page_tells_to_type_it(command: str) -> None:
    assert told(command) == command


def test_a_machine_asks_for_its_own_power_and_for_all_else_that_is_delivered() -> None:
    """A table between [power] and [web] was dropped; today there is none."""
    delivered = (ROOT / "systemd/easeband.toml").read_text()
    more = delivered.replace("\n[web]\n", "\n[between]\nkept = true\n\n[web]\n")
    for text in (more, delivered, delivered.partition("\n[web]\n")[0]):
        before, after = tomllib.loads(text), tomllib.loads(asking(text))
        assert after.pop("power") == {"governor": "powersave", "hdmi": False, "leds": False, "cores": 1}
        assert after.items() == {name: table for name, table in before.items() if name != "power"}.items()


def test_a_card_is_prepared_as_its_page_tells() -> None:
    assert told_in(first_card.PAGE, first_card.TOLD) == first_card.TOLD
