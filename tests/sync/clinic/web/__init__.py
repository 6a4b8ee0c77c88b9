"""Tests of sync.clinic.web."""
