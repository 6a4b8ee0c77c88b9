"""Tests of device.simulation."""
