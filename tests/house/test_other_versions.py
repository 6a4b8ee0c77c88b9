"""The packages that the virtual machine is updated with are made by changing lines, which must be there."""

from tests.vm.versions import MEASURES, MEASURES_IN, ROOT, VERSION_IN, VERSION_LINE


def test_the_lines_that_make_another_version_are_there_once() -> None:
    assert (ROOT / MEASURES_IN).read_text().count(MEASURES) == 1
    assert (ROOT / VERSION_IN).read_text().count(VERSION_LINE) == 1
