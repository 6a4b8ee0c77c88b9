"""Tests of drivers.i2c."""
