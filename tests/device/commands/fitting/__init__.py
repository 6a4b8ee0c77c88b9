"""Tests of device.commands.fitting."""
