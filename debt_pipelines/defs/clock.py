"""The moment of a scan: now, or what `SOURCE_DATE_EPOCH` names, so that the same input gives the same output."""

from __future__ import annotations

import os
from datetime import UTC, datetime


def timestamp() -> str:
    """Now in UTC, or the moment that `SOURCE_DATE_EPOCH` names, to the second (ISO 8601)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch and epoch.isdigit() else datetime.now(UTC)
    return moment.replace(microsecond=0).isoformat()


def today() -> str:
    """The day of the scan (ISO 8601), on which acceptances hold or not."""
    return timestamp()[:10]
