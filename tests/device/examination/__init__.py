"""Tests of device.examination."""
