"""Reports on real recordings that are not part of the project: run by hand, with the path of the recordings."""
