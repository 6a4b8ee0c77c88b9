"""Tests of device.measures."""
