"""Tests of device.store.damage."""
