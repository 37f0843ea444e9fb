"""What WebDriverAgent adds to an element's reference when it is asked to, so that one look is one request.

Both drivers ask for the same: `elementResponseAttributes`, with `shouldUseCompactResponses` off.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness.ui.driver import Rect, Seen

FIELDS = "type,label,rect,enabled,attribute/name,attribute/value"


def seen(row: Mapping[str, Any]) -> Seen | None:
    """The element of a reference; None where WebDriverAgent has sent the reference alone."""
    if "rect" not in row:
        return None
    return Seen(
        name=row.get("attribute/name") or "",
        label=row.get("label") or "",
        value=row.get("attribute/value") or "",
        rect=Rect(**{side: row["rect"][side] for side in ("x", "y", "width", "height")}),
        enabled=bool(row.get("enabled", True)),
        kind=row.get("type") or "",
    )
