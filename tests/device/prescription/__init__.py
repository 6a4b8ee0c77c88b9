"""Tests of device.prescription."""
