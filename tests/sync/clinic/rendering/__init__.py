"""Tests of sync.clinic.rendering."""
