"""Three lights and one button on GPIO pins.

Knows gpiozero and polarity; must never know what a light means or how long a press lasts.
"""

import os
import struct
import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Event
from typing import Any, Final

from gpiozero import PWMLED, Device, InputDevice, PinFactoryFallback

from drivers.pins import BUTTON_PIN, FACTORY_VARIABLE, LEFT_PIN, LIGHT_PINS, MIDDLE_PIN, RIGHT_PIN, PanelMissing

FALLING_BACK: Final = "Falling back from "  # how gpiozero 2.0 begins its warning about a factory: "... lgpio: why"
WHAT_TO_DO: Final = {  # words in a reason -> what helps
    "No module named 'lgpio'": "install python3-lgpio from the distribution",
    "module 'lgpio' has no attribute": "this lgpio is PyPI's empty placeholder: install python3-lgpio from the"
    " distribution",
    ".lgd-nfy": "lgpio needs a working directory that it may write to: start it in another, or name one in LG_WD",
    "can not open gpiochip": "look for /dev/gpiochip0, and whether this user is in the group gpio",
    "GPIO busy": "stop the program that uses these pins",
    "in use": "stop the program that uses these pins",
    "/proc/cpuinfo": "connect the lights and the button to a Raspberry Pi and run it there, or use --simulated",
    "Unable to find pin factory": f"set {FACTORY_VARIABLE} to lgpio, or leave it out",
    "PWM": "this factory cannot dim lights: use lgpio",
}
IN_OUR_WORDS: Final = {"/proc/cpuinfo": "nothing says which Raspberry Pi this is"}  # words in a reason -> what it means
# Which Pi this is, as gpiozero 2.0 looks for it, and where a sandbox that hides it (ProcSubset=pid) still shows it.
SHOWN_IN: Final = (Path("/proc/device-tree/system/linux,revision"), Path("/proc/cpuinfo"))
ALSO_IN: Final = Path("/sys/firmware/devicetree/base/system/linux,revision")
REVISION: Final = struct.Struct(">L")  # a device tree's cell
EXPECTED: Final = (
    "expected a Raspberry Pi with lgpio installed, a user in the group gpio, and these pins used by no other program"
)


@contextmanager
def _asking_for_pins(pin_factory: Any | None) -> Iterator[None]:
    """Whatever goes wrong is PanelMissing, with the reason of each factory that gpiozero passed over."""
    with warnings.catch_warnings(record=True) as noticed:
        warnings.simplefilter("always", PinFactoryFallback)
        try:
            yield
        except PanelMissing:
            raise
        except Exception as seen:
            if pin_factory is None:
                _forget_default_factory()
            raise PanelMissing(_missing(pin_factory, seen, _passed_over(noticed))) from seen


def _claim(pin_factory: Any | None) -> None:
    """Raise what the pins raise before gpiozero reserves them: it keeps the reservation of a light that failed."""
    if pin_factory is None:
        _ensure_factory()
    for pin in (*LIGHT_PINS, BUTTON_PIN):
        (pin_factory or Device.pin_factory).pin(pin)


def _ensure_factory() -> None:
    """The one that gpiozero takes, or the same lgpio with the revision told, where gpiozero cannot find it."""
    revision = hidden_revision()
    if Device.pin_factory is None and revision is not None:
        Device.pin_factory = _lgpio_on(revision)
    Device.ensure_pin_factory()


def hidden_revision(shown_in: Sequence[Path] = SHOWN_IN, also_in: Path = ALSO_IN) -> int | None:
    """Which Pi this is, where only the second place says so; None where gpiozero finds it, or nobody does."""
    if any(file.exists() for file in shown_in) or not also_in.exists():
        return None
    (revision,) = REVISION.unpack(also_in.read_bytes())
    return int(revision)


def _lgpio_on(revision: int) -> Any:
    from gpiozero.pins.lgpio import LGPIOFactory  # noqa: PLC0415 - only where there is lgpio

    class Told(LGPIOFactory):  # type: ignore[misc]  # gpiozero has no types
        def _get_revision(self) -> int:
            return revision

    return Told()


def _forget_default_factory() -> None:
    """Else gpiozero would keep to the first one that it could make, whether its pins work or not."""
    factory, Device.pin_factory = Device.pin_factory, None
    if factory is not None:
        with suppress(Exception):  # it does not work: that it cannot be closed either is no news
            factory.close()
        factory.pins.clear()  # shared by all factories of a kind: the next one would be handed these


def _passed_over(noticed: Sequence[warnings.WarningMessage]) -> list[str]:
    """`lgpio: why`, for each factory."""
    texts = [str(one.message) for one in noticed if issubclass(one.category, PinFactoryFallback)]
    return [text.removeprefix(FALLING_BACK) for text in texts if text.startswith(FALLING_BACK)]


def _missing(pin_factory: Any | None, seen: Exception, passed_over: Sequence[str]) -> str:
    reasons = [*passed_over, f"{type(seen).__name__}: {seen}"]
    pins = f"the lights on GPIO {LEFT_PIN}, {MIDDLE_PIN}, {RIGHT_PIN} and the button on GPIO {BUTTON_PIN}"
    seen_there = "; ".join(map(_in_our_words, reasons))
    return f"no panel: {_advice(reasons)}: {_tried(pin_factory)} could not open {pins} ({seen_there}); {EXPECTED}"


def _in_our_words(reason: str) -> str:
    """`lgpio: why`; gpiozero's own words where they help a person."""
    ours = next((ours for words, ours in IN_OUR_WORDS.items() if words in reason), None)
    return reason if ours is None else f"{reason.partition(': ')[0]}: {ours}"


def _tried(pin_factory: Any | None) -> str:
    if pin_factory is not None:
        return type(pin_factory).__name__
    named = os.environ.get(FACTORY_VARIABLE)
    return "gpiozero's default pin factory" + (f" ({FACTORY_VARIABLE}={named})" if named else "")


def _advice(reasons: Sequence[str]) -> str:
    """What to do about the first reason that anything is known about: gpiozero tries the best factory first."""
    known = (advice for reason in reasons for words, advice in WHAT_TO_DO.items() if words in reason)
    return next(known, "check the wiring and the log above")


class Panel:
    """The lights, dark at first, and the button. Nothing happens in the background: look, and set.

    pin_factory: gpiozero's way to the pins, None for the best one that this computer has. tells_edges: whether that
    way waits for edges; lgpio asks for them 2,000 times a second, so that looking now and then is cheaper. Raises
    PanelMissing, then and whenever the pins no longer answer.
    """

    def __init__(self, pin_factory: Any | None = None, *, tells_edges: bool = False) -> None:
        self._factory = pin_factory
        self.edges = Event() if tells_edges else None
        with _asking_for_pins(pin_factory), ExitStack() as opened:
            _claim(pin_factory)
            self._lights = [opened.enter_context(PWMLED(pin, pin_factory=pin_factory)) for pin in LIGHT_PINS]
            self._button = opened.enter_context(InputDevice(BUTTON_PIN, pull_up=True, pin_factory=pin_factory))
            self._opened = opened.pop_all()
        self._shown = (0.0, 0.0, 0.0)
        if self.edges is not None:
            self._button.pin.edges = "both"
            self._button.pin.when_changed = self._heed_edge

    def pressed(self) -> bool:
        """Whether the contact is closed at this moment, bounces and all."""
        if self.edges is not None:
            self.edges.clear()  # before the look: an edge after it is another one
        try:
            return bool(self._button.is_active)
        except Exception as seen:
            raise self._lost(seen) from seen

    def show(self, left: float, middle: float, right: float) -> None:
        """Set the brightness of the lights, 0 to 1. Writes only what changed."""
        levels = (left, middle, right)
        try:
            for light, level, shown in zip(self._lights, levels, self._shown, strict=True):
                if level != shown:
                    light.value = level
        except Exception as seen:
            raise self._lost(seen) from seen
        self._shown = levels

    def close(self) -> None:
        """Turn the lights off and let go of the pins. Raises PanelMissing where they cannot be told."""
        with _asking_for_pins(self._factory), self._opened:
            self.show(0.0, 0.0, 0.0)

    def _heed_edge(self, _ticks: float, _level: object) -> None:
        assert self.edges is not None  # noqa: S101 - else nobody calls
        self.edges.set()

    def _lost(self, seen: Exception) -> PanelMissing:
        return PanelMissing(f"the panel was lost: {type(seen).__name__}: {seen}; {_advice([str(seen)])}")
