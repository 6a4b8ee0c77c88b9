"""Tests of device.commands."""
