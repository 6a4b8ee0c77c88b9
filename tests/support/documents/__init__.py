"""Day documents to test with. Knows no database and no page."""
