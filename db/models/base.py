"""Ground of the mapped classes: naming of constraints, instants, identifiers."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, LargeBinary, MetaData, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator
from uuid6 import uuid7

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Base(DeclarativeBase):
    """Parent of every mapped class."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Instant(TypeDecorator[datetime]):
    """An aware point in time, kept as whole microseconds of UTC since 1970.

    Raises:
        ValueError: a naive datetime was given.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> int | None:
        """Return the microseconds of an instant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return (value - _EPOCH) // _MICROSECOND

    def process_result_value(
        self,
        value: int | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> datetime | None:
        """Return the instant of microseconds."""
        return None if value is None else _EPOCH + value * _MICROSECOND


class Facts(TypeDecorator[Any]):
    """A small dictionary or list of plain values, kept as canonical JSON text."""

    impl = Text
    cache_ok = True

    def process_bind_param(
        self,
        value: Any,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> str | None:
        """Return the canonical JSON of facts."""
        if value is None:
            return None
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def process_result_value(
        self,
        value: str | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> Any:
        """Return the facts of JSON."""
        return None if value is None else json.loads(value)


class Identifier(TypeDecorator[str]):
    """A UUID as its 32 lower-case hexadecimal digits outside, its 16 bytes inside the store."""

    impl = LargeBinary(16)
    cache_ok = True

    def process_bind_param(
        self,
        value: str | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> bytes | None:
        """Return the bytes of an identifier."""
        return None if value is None else bytes.fromhex(value)

    def process_result_value(
        self,
        value: bytes | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's signature
    ) -> str | None:
        """Return the digits of an identifier."""
        return None if value is None else value.hex()


def new_id() -> str:
    """Return a new UUIDv7 as hexadecimal text: unique across stores, growing with time."""
    return uuid7().hex


class Identified:
    """Mixin of records that carry a UUIDv7, so that stores can be brought together later."""

    id: Mapped[str] = mapped_column(Identifier, primary_key=True, default=new_id)
