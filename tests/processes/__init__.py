"""Tests that start real processes, brokers, browsers or a kernel. All of them are slow."""
