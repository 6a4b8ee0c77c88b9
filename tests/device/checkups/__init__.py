"""Tests of the package `device.checkups`."""
