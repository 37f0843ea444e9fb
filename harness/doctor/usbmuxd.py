"""The two questions the doctor has for usbmuxd: which phones are on a cable, and which of them trust this machine.

Messages are property lists behind a header of four little-endian words: length with header, version 1, kind 8, tag.
"""

from __future__ import annotations

import asyncio
import plistlib
import struct
from collections.abc import Mapping
from typing import Any

SOCKET = "/var/run/usbmuxd"
VARIABLE = "USBMUXD_SOCKET_ADDRESS"  # UNIX:/path or host:port, as libimobiledevice and Appium take it
HEADER = struct.Struct("<IIII")
VERSION, PROPERTY_LIST = 1, 8
LONGEST = 2**20


async def ask(address: str, message: Mapping[str, Any]) -> dict[str, Any]:
    """One question over a connection of its own.

    Args:
        address: As `USBMUXD_SOCKET_ADDRESS` says it; empty is the machine's own.

    Raises:
        OSError: Nobody listens.
        ValueError: What answers is no usbmuxd.
    """
    reader, writer = await _connect(address)
    try:
        content = plistlib.dumps({"ClientVersionString": "ringproof", "ProgName": "ringproof", **message})
        writer.write(HEADER.pack(HEADER.size + len(content), VERSION, PROPERTY_LIST, 1) + content)
        length, *_ = HEADER.unpack(await reader.readexactly(HEADER.size))
        if not HEADER.size < length < LONGEST:
            raise ValueError("not a message of usbmuxd's")
        answer = plistlib.loads(await reader.readexactly(length - HEADER.size))
    except (EOFError, plistlib.InvalidFileException, struct.error) as error:
        raise ValueError(f"no answer of usbmuxd's: {error}") from None
    finally:
        writer.close()
    if not isinstance(answer, dict):
        raise ValueError("not an answer of usbmuxd's")
    return answer


async def _connect(address: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    host, colon, port = address.rpartition(":")
    if colon and port.isdigit():
        return await asyncio.open_connection(host, int(port))
    return await asyncio.open_unix_connection(address.removeprefix("UNIX:") or SOCKET)


async def phones(address: str) -> list[str]:
    """UDIDs of the phones on a cable; those seen over Wi-Fi only are left out."""
    answer = await ask(address, {"MessageType": "ListDevices"})
    rows = [row.get("Properties", {}) for row in answer.get("DeviceList", ())]
    return [str(row["SerialNumber"]) for row in rows if row.get("ConnectionType", "USB") == "USB"]


async def trusts_us(address: str, udid: str) -> bool:
    """Whether there is a pairing record; whether the phone still honours it, only a session would tell."""
    answer = await ask(address, {"MessageType": "ReadPairRecord", "PairRecordID": udid})
    return "PairRecordData" in answer
