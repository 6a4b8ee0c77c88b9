"""What sync asks of Wi-Fi. Knows the questions; must never know who switches it, or how."""
