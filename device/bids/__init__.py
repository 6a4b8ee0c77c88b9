"""Raw movement as a BIDS dataset of motion, for researchers: the files that the Brain Imaging Data Structure asks for.

Knows that format; must never know where it was kept or where a file goes.
"""

from device.bids.dataset import OF_RECORDINGS, OF_SNIPPETS, BidsFile, BidsRun, bids_dataset, snippet_run

__all__ = ["OF_RECORDINGS", "OF_SNIPPETS", "BidsFile", "BidsRun", "bids_dataset", "snippet_run"]
