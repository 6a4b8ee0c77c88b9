"""Both packages in a real Debian: installed, upgraded, removed and purged, without a network.

Run by `make debian12` and `make debian13`, as root; not by pytest, since it builds a root file system. Begin with
`__main__.py`.
"""
