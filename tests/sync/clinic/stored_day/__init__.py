"""Tests of sync.clinic.stored_day."""
