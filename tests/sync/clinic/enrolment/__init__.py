"""Tests of sync.clinic.enrolment."""
