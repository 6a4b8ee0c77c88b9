"""Tests of sync.clinic.pages."""
