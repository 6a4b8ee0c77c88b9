"""Public drivers of the same chip, unmodified, over the simulated one: what they read and what reading costs them."""
