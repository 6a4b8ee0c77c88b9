"""Tests of the house itself: who may import whom, and the units that start its programs."""
