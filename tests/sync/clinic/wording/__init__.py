"""Tests of sync.clinic.wording."""
