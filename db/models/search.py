"""What search keeps beside its full-text index: see ``db.search_index``."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Identifier


class SearchProject(Base):
    """The short number of a project within the numbers of its search documents."""

    __tablename__ = "search_projects"

    number: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(Identifier, ForeignKey("projects.id"), unique=True)


class SearchDocument(Base):
    """One record as search compares it; its number says kind, project and how recent it is."""

    __tablename__ = "search_documents"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    object_id: Mapped[str] = mapped_column(Identifier, unique=True)
    words: Mapped[str] = mapped_column(Text)
    numbers: Mapped[str] = mapped_column(Text)


class SearchPending(Base):
    """A record that changed and whose document has to follow before the transaction commits."""

    __tablename__ = "search_pending"

    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    object_id: Mapped[str] = mapped_column(Identifier, primary_key=True)
