"""Files for other programs, held against what others wrote to check them."""
