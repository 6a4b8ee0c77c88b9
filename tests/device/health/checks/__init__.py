"""Tests of device.health.checks."""
