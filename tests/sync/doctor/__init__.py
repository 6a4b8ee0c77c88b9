"""Tests of sync.doctor."""
