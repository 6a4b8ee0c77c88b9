"""Tests: real code above a boundary, a fake below it."""
