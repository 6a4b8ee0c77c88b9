"""Tests of device.snippets."""
