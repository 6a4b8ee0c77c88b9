"""Lights and button by the kernel's own interface, /dev/gpiochipN: without a thread, and asleep until something moves.

Knows lines, levels and edges; must never know what a light means. Begin with `kernel_panel.py`. Not by lgpio, through
gpiozero, where this works: lgpio 0.2.2 wakes up 50 times a second once it is opened, 50 times more for lights that are
dark but may be dimmed, and up to 2,000 times for the edges of one button (measured: systemd/ENERGY.md). Not by
libgpiod: its Python package speaks another language in Debian 12 than in 13, and these are four system calls.
"""

from drivers.gpio.kernel_panel import KernelPanel, put_out

__all__ = ["KernelPanel", "put_out"]
