"""Movement and tremor made up from first principles, which nothing is tuned to."""
