"""Tests of device.sensor."""
