"""The I2C port that CircuitPython drivers ask for, as its documentation describes `busio.I2C`, over smbus2.

Knows CircuitPython's names and smbus2; must never know which chip answers. Blinka's own only opens on boards that it
knows, and goes to the kernel past smbus2.
"""

from smbus2 import SMBus, i2c_msg


class I2cPort:
    """One bus. Only one program uses it here, so it can always be locked."""

    def __init__(self, number: int) -> None:
        self._smbus = SMBus(number)

    def try_lock(self) -> bool:
        return True

    def unlock(self) -> None:
        """Nothing is locked."""

    def writeto(self, address: int, buffer: bytes, *, start: int = 0, end: int | None = None) -> None:
        self._smbus.i2c_rdwr(i2c_msg.write(address, bytes(buffer[start:end])))

    def readfrom_into(self, address: int, buffer: bytearray, *, start: int = 0, end: int | None = None) -> None:
        message = i2c_msg.read(address, len(buffer[start:end]))
        self._smbus.i2c_rdwr(message)
        buffer[start:end] = bytes(message)

    def writeto_then_readfrom(
        self,
        address: int,
        out_buffer: bytes,
        in_buffer: bytearray,
        *,
        out_start: int = 0,
        out_end: int | None = None,
        in_start: int = 0,
        in_end: int | None = None,
    ) -> None:
        answer = i2c_msg.read(address, len(in_buffer[in_start:in_end]))
        self._smbus.i2c_rdwr(i2c_msg.write(address, bytes(out_buffer[out_start:out_end])), answer)
        in_buffer[in_start:in_end] = bytes(answer)
