"""Tests of device.posture."""
