"""What of one patient is handed over as a file: the report, and the days for other programs.

Knows which days and names of the clinic's database a file takes; must never know HTTP, or what stands in a file. Begin
with `downloads.py`.
"""

from sync.clinic.handing_over.downloads import DOWNLOADS, Download, NoSuchFile, download, tells_today
from sync.clinic.handing_over.taking import NOTHING_TOLD, ToldToday, WantedDays

__all__ = [
    "DOWNLOADS",
    "NOTHING_TOLD",
    "Download",
    "NoSuchFile",
    "ToldToday",
    "WantedDays",
    "download",
    "tells_today",
]
