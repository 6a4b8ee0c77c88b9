"""Tests of device.analysis."""
