"""Tests of device.tremor."""
