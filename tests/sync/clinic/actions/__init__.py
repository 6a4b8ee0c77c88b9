"""Tests of sync.clinic.actions."""
