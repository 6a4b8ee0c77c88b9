"""Tests of sync.clinic.charts."""
