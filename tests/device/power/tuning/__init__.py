"""Tests of device.power.tuning."""
