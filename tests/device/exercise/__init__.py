"""Tests of device.exercise."""
