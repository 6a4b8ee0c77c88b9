"""What of one patient is handed over as a file: the report, and the days for other programs.

Knows which days and names of the clinic's database a file takes; must never know HTTP, or what stands in a file. Begin
with `downloads.py`.
"""

from sync.clinic.handing_over.downloads import DOWNLOADS, Download, NoSuchFile, download
from sync.clinic.handing_over.taking import WantedDays

__all__ = ["DOWNLOADS", "Download", "NoSuchFile", "WantedDays", "download"]
