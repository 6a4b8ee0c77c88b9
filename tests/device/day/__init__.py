"""Tests of device.day."""
