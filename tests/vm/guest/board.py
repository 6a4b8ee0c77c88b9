"""/dev/i2c-1 with an MPU-6050 that trembles at 5 Hz, on the real clock. Run with the installed program's own Python."""

import os
import socket
import threading
from pathlib import Path

import numpy as np

from device.signals.samples import Floats
from device.system.clock import SystemClock
from drivers.mpu6050.registers import ADDRESS
from drivers.simulated.chip import SimulatedChip
from tests.processes.rigs.cuse import serve
from tests.processes.rigs.i2c_bus import I2cBus

NODE = Path("/dev/i2c-1")
TREMOR_HZ = 5.0
SHAKE_DPS = 30.0
LOOK_S = 0.05
NOISE_SEED = 1  # the data sheet's: a sensor that shows exactly the same all the time is broken, and told so


def trembling(time_s: Floats) -> tuple[Floats, Floats]:
    """One g downwards, and a forearm that turns to and fro."""
    acceleration_g = np.zeros((len(time_s), 3))
    acceleration_g[:, 2] = 1.0
    rate_dps = np.zeros((len(time_s), 3))
    rate_dps[:, 0] = SHAKE_DPS * np.sin(2 * np.pi * TREMOR_HZ * time_s)
    return acceleration_g, rate_dps


def tell_when_there(clock: SystemClock) -> None:
    """The node appears once the kernel has asked what it is."""
    while not NODE.is_char_device():
        clock.sleep(LOOK_S)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
        out.sendto(b"READY=1", os.environ["NOTIFY_SOCKET"].replace("@", "\0", 1))


if __name__ == "__main__":
    clock = SystemClock()
    threading.Thread(target=tell_when_there, args=[clock], daemon=True).start()
    serve(NODE.name, I2cBus({ADDRESS: SimulatedChip(trembling, clock.monotonic_s, noise_seed=NOISE_SEED)}))
