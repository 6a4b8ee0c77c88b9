"""Tests of device.programme."""
