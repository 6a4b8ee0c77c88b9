"""Tests of sync.clinic.symptoms."""
