"""Tests of device.power."""
