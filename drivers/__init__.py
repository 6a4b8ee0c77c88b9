"""What touches the wire: the I2C bus, the motion sensor, the lights and the button, and their simulations."""
