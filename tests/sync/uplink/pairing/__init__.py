"""Tests of sync.uplink.pairing."""
