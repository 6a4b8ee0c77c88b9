"""Tests of sync.demo."""
