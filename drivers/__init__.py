"""The chip, the wire, the lights and the button, and all of it simulated.

Where to begin: `bus` (the wire), `registers` and `models` (the chip's numbers), `mpu6050` (the order of accesses),
`frames` and `alignment` (what may be believed of one look); `self_test`; `panel`. That is the driver.
`simulated*` is a chip below the system calls, for work without hardware. `bus_*` beside `bus` and `bus_speed` writes
the traffic down and plays it again; `i2c_dev` is what both have in common with the kernel.
"""
