"""Mutation testing of the pure packages and the sensor's driver: `make mutate`, see README.md here.

Knows how code is changed for the worse and whether a test notices; must never know what the code is for.
"""
