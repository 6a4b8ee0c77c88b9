"""Tests of device.pictures."""
