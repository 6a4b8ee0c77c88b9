"""Tests of device.program."""
