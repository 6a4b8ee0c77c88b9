"""Tests of sync.clinic.database."""
