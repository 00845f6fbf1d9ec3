"""What all tables have in common."""

from sqlalchemy import Index, MetaData, text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def partial(name: str, *columns: str, only: str, unique: bool = False) -> Index:
    """An index of those rows that are ever looked for by it."""
    return Index(name, *columns, unique=unique, sqlite_where=text(only), postgresql_where=text(only))
