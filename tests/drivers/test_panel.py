import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from gpiozero import Device
from gpiozero.pins.mock import MockFactory, MockPin

from drivers.panel import Panel, hidden_revision
from drivers.pins import BUTTON_PIN, LEFT_PIN, MIDDLE_PIN, RIGHT_PIN, PanelMissing
from drivers.simulated.panel import SimulatedPanel

I2C_AND_UART_PINS = {2, 3, 14, 15}


@pytest.fixture
def simulated() -> SimulatedPanel:
    return SimulatedPanel()


@pytest.fixture
def panel(simulated: SimulatedPanel) -> Iterator[Panel]:
    panel = Panel(simulated.factory)
    yield panel
    panel.close()


def test_it_starts_dark_and_not_pressed(panel: Panel, simulated: SimulatedPanel) -> None:
    assert simulated.levels() == (0, 0, 0)
    assert not panel.pressed()


def test_each_light_has_its_own_brightness(panel: Panel, simulated: SimulatedPanel) -> None:
    panel.show(0.1, 0.5, 1)
    assert simulated.levels() == (0.1, 0.5, 1.0)


def test_a_finger_on_the_button_is_seen_while_it_is_there(panel: Panel, simulated: SimulatedPanel) -> None:
    seen = []
    for down in (True, False, True):
        simulated.press(down=down)
        seen.append(panel.pressed())
    assert seen == [True, False, True]


def test_a_light_is_written_only_when_it_changes(panel: Panel, simulated: SimulatedPanel) -> None:
    writes: list[float] = []

    class Counting(type(simulated.factory.pin(LEFT_PIN))):  # type: ignore[misc]  # gpiozero has no types
        def _set_state(self, value: float) -> None:
            writes.append(value)
            super()._set_state(value)

    simulated.factory.pin(LEFT_PIN).__class__ = Counting
    for level in (0.0, 0.5, 0.5, 0.5, 0.0):
        panel.show(level, 0, 0)
    assert writes == [0.5, 0.0]


def test_closing_turns_the_lights_off_and_frees_the_pins(panel: Panel, simulated: SimulatedPanel) -> None:
    panel.show(1, 1, 1)
    panel.close()
    assert simulated.levels() == (0, 0, 0)
    Panel(simulated.factory).close()


def test_no_pin_is_taken_from_the_sensor_or_the_console() -> None:
    assert not {LEFT_PIN, MIDDLE_PIN, RIGHT_PIN, BUTTON_PIN} & I2C_AND_UART_PINS


def test_pins_that_cannot_dim_are_reported_with_what_to_check() -> None:
    with pytest.raises(PanelMissing, match=r"MockFactory .* GPIO 17, 27, 22 .* GPIO 23 .*PinPWMUnsupported.* expected"):
        Panel(MockFactory(pin_class=MockPin))


def test_a_pin_in_use_is_reported_and_the_others_are_freed(simulated: SimulatedPanel) -> None:
    first = Panel(simulated.factory)
    with pytest.raises(PanelMissing, match="PinInUse"):
        Panel(simulated.factory)
    first.close()
    Panel(simulated.factory).close()


def test_a_computer_without_pins_is_reported_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "no such factory")
    with pytest.raises(PanelMissing, match="default pin factory"):
        Panel()


@pytest.fixture
def lgpio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file of the lgpio that gpiozero finds; no other factory is there, as on this computer."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delenv("GPIOZERO_PIN_FACTORY", raising=False)
    monkeypatch.setattr(Device, "pin_factory", None)
    for module in ("lgpio", "gpiozero.pins.lgpio"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    yield tmp_path / "lgpio.py"
    for module in ("lgpio", "gpiozero.pins.lgpio"):
        sys.modules.pop(module, None)


@pytest.mark.parametrize(
    ("source", "reason", "advice"),
    [
        ("raise ImportError(\"No module named 'lgpio'\")", "lgpio: No module named 'lgpio'", "install python3-lgpio"),
        ("", "lgpio: module 'lgpio' has no attribute", "this lgpio is PyPI's empty placeholder"),
        (
            "raise FileNotFoundError(2, 'No such file or directory', '.lgd-nfy-3')",
            "lgpio: [Errno 2] No such file or directory: '.lgd-nfy-3'",
            "lgpio needs a working directory that it may write to",
        ),
        ("raise OSError('can not open gpiochip')", "lgpio: can not open gpiochip", "look for /dev/gpiochip0"),
        (
            "raise OSError('unable to locate Pi revision in /proc/device-tree or /proc/cpuinfo')",
            "lgpio: nothing says which Raspberry Pi this is",
            "connect the lights and the button to a Raspberry Pi and run it there, or use --simulated",
        ),
        (  # the service's sandbox hides the file, which gpiozero does not expect
            "raise FileNotFoundError(2, 'No such file or directory', '/proc/cpuinfo')",
            "lgpio: nothing says which Raspberry Pi this is",
            "connect the lights and the button to a Raspberry Pi and run it there, or use --simulated",
        ),
    ],
)
def test_each_factory_says_why_it_cannot_be_used_and_what_helps(
    lgpio: Path, source: str, reason: str, advice: str
) -> None:
    lgpio.write_text(source)
    with pytest.raises(PanelMissing) as seen:
        Panel()
    assert all(why in str(seen.value) for why in (reason, "rpigpio: ", "pigpio: ", "native: "))
    assert advice in str(seen.value)[:300]
    assert "/proc/cpuinfo" not in str(seen.value)


def test_a_factory_that_the_environment_names_and_nobody_knows_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "lgpoi")
    monkeypatch.setattr(Device, "pin_factory", None)
    with pytest.raises(PanelMissing, match=r"set GPIOZERO_PIN_FACTORY to lgpio.*\(\w+=lgpoi\).*'lgpoi'"):
        Panel()


def test_a_sandbox_that_hides_which_pi_it_is_does_not_take_the_lights_away(tmp_path: Path) -> None:
    """A Zero 2 W's number; the service's ProcSubset=pid hides both files in /proc."""
    tree = tmp_path / "linux,revision"
    tree.write_bytes(b"\x00\x90\x21\x20")
    assert hidden_revision([tmp_path / "hidden"], tree) == 0x902120
    assert hidden_revision([tmp_path / "hidden", tree], tree) is None, "gpiozero finds it by itself"
    assert hidden_revision([tmp_path / "hidden"], tmp_path / "no Pi") is None
