"""Tests of device.episodes."""
