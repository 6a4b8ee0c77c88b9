"""What stands on the one page, and that it is one page."""
