"""Tests of the device package."""
