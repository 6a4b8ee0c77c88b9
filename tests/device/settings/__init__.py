"""Tests of device.settings."""
