"""Pages that end, or cannot begin, are shown again; whoever collects beside them is not held up."""

import asyncio
import logging
import socket
from collections.abc import Iterator
from concurrent.futures import wait
from contextlib import closing
from pathlib import Path

import pytest
from fastapi import FastAPI

from device.system.clock import SystemClock
from sync.clinic.database.clinic import Clinic
from sync.clinic.site import app
from sync.clinic.web.address import CannotListen
from sync.clinic.web.keeping import KeptPages, kept_pages
from sync.clinic.web.server import served
from tests.support.clocks import ManualClock
from tests.support.documents.realistic import NOW_UTC_S

HERE = "127.0.0.1"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[FastAPI]:
    with closing(Clinic(f"sqlite:///{tmp_path}/clinic.db")) as clinic:
        yield app.make_app(clinic, lambda: NOW_UTC_S)


def test_an_address_in_use_is_tried_again_while_collecting_goes_on(
    site: FastAPI, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    clock = ManualClock()
    with socket.create_server((HERE, 0)) as taken:
        port = taken.getsockname()[1]
        pages = KeptPages(site, HERE, port, clock.monotonic_s)
        pages.check()
        assert caplog.text.count("another program listens there") == 1
        clock.sleep(1.0)
        pages.check()
        assert "collecting goes on, and the pages are tried again in 2 s" in caplog.text
    clock.sleep(2.0)
    pages.check()
    pages.end()
    assert f"pages at http://127.0.0.1:{port}/" in caplog.text


def test_pages_that_ended_are_shown_again_at_the_same_address(site: FastAPI, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    clock = ManualClock()
    with kept_pages(site, HERE, 0, clock.monotonic_s) as pages:
        first = pages._pages
        assert first is not None
        assert first.server is not None
        first.server.should_exit = True
        wait([first.thread])
        pages.check()
        assert "have ended: 'the web server ended by itself'; collecting goes on" in caplog.text
        clock.sleep(1.0)
        pages.check()
    assert caplog.text.count(f"pages at {first}") == 3


def test_a_web_server_whose_loop_turns_no_more_is_seen_after_150_s(site: FastAPI) -> None:
    clock = ManualClock()
    with kept_pages(site, HERE, 0, clock.monotonic_s) as pages:
        assert pages.get_on
        clock.sleep(149.0)
        assert pages.get_on
        clock.sleep(1.0)
        assert not pages.get_on
        assert pages._pages is not None
        asyncio.run(pages._pages.turns.turned())
        assert pages.get_on


def test_pages_that_cannot_be_shown_now_are_known_to_be_away(site: FastAPI) -> None:
    clock = ManualClock()
    with socket.create_server((HERE, 0)) as taken:
        pages = KeptPages(site, HERE, taken.getsockname()[1], clock.monotonic_s)
        clock.sleep(1000.0)
        assert pages.get_on


@pytest.mark.slow
def test_the_web_servers_loop_counts_its_turns(site: FastAPI) -> None:
    with served(site) as pages:
        while not pages.turns.number:
            SystemClock("UTC").sleep(0.1)


@pytest.mark.costly
@pytest.mark.parametrize(("host", "port"), [("0.0.0.0", 0), (HERE, 70_000)])  # noqa: S104 - to be refused
def test_what_no_waiting_can_help_is_refused_at_once(site: FastAPI, host: str, port: int) -> None:
    with pytest.raises(CannotListen):
        KeptPages(site, host, port, ManualClock().monotonic_s)
