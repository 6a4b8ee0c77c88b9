"""Raw snippets as a BIDS dataset of motion, for researchers: the files that the Brain Imaging Data Structure asks for.

Knows that format; must never know where snippets are kept or where a file goes.
"""

from device.bids.dataset import BidsFile, bids_dataset

__all__ = ["BidsFile", "bids_dataset"]
