"""Tests of device.records."""
