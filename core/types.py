"""Column types shared by all rooms: annotate a column with one of these and the table follows."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import DateTime, Text
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import mapped_column

from core import clock
from core.ids import uuid7

#: Primary key made by the application, sortable by time of creation.
uuid_pk = Annotated[UUID, mapped_column(UuidType, primary_key=True, default=uuid7)]
#: Instant of creation, filled by the application's clock (which tests may hold still).
datetime_now = Annotated[datetime, mapped_column(DateTime(timezone=True), default=clock.now)]
#: A JSON document, treated as a value: assign a new one, never change it in place.
document = Annotated[dict[str, Any], mapped_column(JSONB, default=dict)]
#: Optimistic lock: every UPDATE names the version it saw.
row_version = Annotated[int, mapped_column(default=1)]
#: Short text kept as `text` (lengths are the business of validation).
words = Annotated[str, mapped_column(Text)]
