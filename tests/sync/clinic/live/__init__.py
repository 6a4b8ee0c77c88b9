"""Pages that follow what comes."""
