"""Searches: files and messages damaged at random, and what becomes of them."""
