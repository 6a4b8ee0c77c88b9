"""Tests of sync.uplink."""
