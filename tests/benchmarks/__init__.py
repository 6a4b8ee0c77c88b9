"""Measurements printed as tables; run each with python -m tests.benchmarks.NAME."""
