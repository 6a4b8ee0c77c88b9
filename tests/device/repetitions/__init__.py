"""Tests of device.repetitions."""
