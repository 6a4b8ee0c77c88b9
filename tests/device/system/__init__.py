"""Tests of device.system."""
