"""Both services of a device on a real Linux: a Debian with systemd as its first process, in QEMU, without hardware.

Run by `make vm-test`, as root; not by pytest, since it builds a kernel module and a disk. The simulated sensor is
/dev/i2c-1 (CUSE), lights and button are the kernel's own simulated pins (gpio-sim). Begin with `__main__.py`.
"""
