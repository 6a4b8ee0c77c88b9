"""Tests of device.recordings."""
