"""Tests of device.commands.recorded."""
