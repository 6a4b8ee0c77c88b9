"""Tests of sync.wire.identity."""
