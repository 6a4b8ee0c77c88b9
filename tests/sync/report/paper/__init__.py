"""The page as a PDF."""
