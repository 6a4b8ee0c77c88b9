"""Tests of device.signals."""
