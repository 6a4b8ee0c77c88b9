"""Tests of device.symptoms."""
