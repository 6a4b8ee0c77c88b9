"""The sensor, its bus, the lights and the button, and all of them simulated.

Knows hardware; must never know movement. Begin with `mpu6050` (the chip), `i2c` (the wire below it) and `panel.py`.
`simulated` stands in for hardware below the system calls; `bus_log` writes the traffic down and plays it again.
"""
