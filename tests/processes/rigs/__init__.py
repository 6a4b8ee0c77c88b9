"""The product on a real kernel without hardware: User-Mode Linux as the machine, CUSE as its I2C bus."""
