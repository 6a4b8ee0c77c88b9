"""Whether a programme that was delivered is offered to the patient, or why not.

Knows what was accepted, for which device and site, and the day; must never know how it was delivered.
"""

from collections.abc import Iterator
from datetime import date

from device.programme.programme import Programme
from device.programme.words import programme_name
from device.records.sites import BodySite


def is_in_force(offered: Programme, accepted: Programme | None) -> bool:
    """Whether this very one was accepted already."""
    return offered == accepted


def objections_to(
    offered: Programme, accepted: Programme | None, device: str, site: BodySite, today: date | None
) -> Iterator[str]:
    """Why it is not for this patient to accept. `today` is None where the device does not know the date."""
    yield from misfits(offered, device, site)
    if today and offered.valid_to < today:
        yield f"{programme_name(offered)} ended on {offered.valid_to}, and today is {today}: expected one that goes on"
    if accepted and offered.id == accepted.id and not is_in_force(offered, accepted):
        yield from _version_objections(offered, accepted)


def misfits(programme: Programme, device: str, site: BodySite) -> Iterator[str]:
    """Why it is for somebody else, or for another place on the body."""
    if programme.device and programme.device != device:
        yield f"{programme_name(programme)} is for device {programme.device}; this is {device}"
    if programme.site != site:
        yield f"{programme_name(programme)} is for the {programme.site}; by [device] site this is worn on the {site}"


def _version_objections(offered: Programme, accepted: Programme) -> Iterator[str]:
    if offered.version < accepted.version:
        yield f"{programme_name(offered)} is older than version {accepted.version}, which was accepted"
    elif offered.version == accepted.version:
        yield f"{programme_name(offered)} was accepted with other content: a change needs a higher version"
