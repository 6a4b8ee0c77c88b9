"""Tests of drivers.bus_log."""
