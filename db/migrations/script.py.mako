"""${message}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
# Tables that this step empties or drops on purpose; every other must keep all of its rows.
may_lose_rows: frozenset[str] = frozenset()


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
