"""Ports for servers that are told a number and listen a while later."""

from __future__ import annotations

import socket

import pytest

from harness.ui import addresses


def test_a_port_that_was_drawn_is_nobodys_but_a_servers_that_is_told_its_number() -> None:
    here = ("127.0.0.1", addresses.free_port())
    with socket.socket() as drawing, pytest.raises(OSError, match="in use"):
        drawing.bind(here)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(here)
    with socket.create_server(here), socket.create_connection(here):
        pass
