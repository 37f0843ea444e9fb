"""The pictures of a run's page: each once, small where nothing failed, so that hundreds of scenarios fit one file.

A failure keeps its screen as it was taken. Of a scenario that passed the page shows a smaller picture; the whole one
lies in the evidence folder.
"""

from __future__ import annotations

import base64
import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

WIDTH = 400  # pixels of a small picture, at least: more than half again what the page gives it
QUALITY = 60  # of WebP; a screen is flat colours and text
EFFORT = 2  # of WebP's encoder, 0 to 6: more takes twice the time and saves a twentieth


class Pictures:
    """Collects them by a key, the same for files that are equal."""

    def __init__(self) -> None:
        self._contents: dict[str, bytes] = {}

    def add(self, file: Path) -> str:
        """Take in this file; returns its key."""
        content = file.read_bytes()
        key = hashlib.sha256(content).hexdigest()[:12]
        self._contents.setdefault(key, content)
        return key

    def small(self) -> dict[str, str]:
        """By key, a smaller picture of each as a data URI."""
        with ThreadPoolExecutor() as at_once:  # pictures are read, shrunk and written outside of Python's lock
            uris = at_once.map(lambda content: _smaller(content) or whole(content), self._contents.values())
            return dict(zip(self._contents, uris, strict=True))


def whole(content: bytes) -> str:
    """A PNG as a data URI."""
    return f"data:image/png;base64,{base64.b64encode(content).decode()}"


def _smaller(content: bytes) -> str | None:
    """None when it is no picture that can be read."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content)) as picture:
            plain = picture if picture.mode == "RGB" else picture.convert("RGB")  # which copies, even what is RGB
            small = plain.reduce(max(1, picture.width // WIDTH))
    except (UnidentifiedImageError, OSError):
        return None
    made = io.BytesIO()
    small.save(made, "WEBP", quality=QUALITY, method=EFFORT)
    return f"data:image/webp;base64,{base64.b64encode(made.getvalue()).decode()}"
