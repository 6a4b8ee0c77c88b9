"""What of one patient leaves the clinic as a file."""
