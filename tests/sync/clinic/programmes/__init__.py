"""Tests of sync.clinic.programmes."""
