"""What was put aside is counted for those who watch the bot, without a look at what is done with."""

from alembic import op
from sqlalchemy import text

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    for name, table, column, where in INDEXES:
        only = text(where)
        op.create_index(name, table, [column], sqlite_where=only, postgresql_where=only)


def downgrade() -> None:
    for name, table, *_ in INDEXES:
        op.drop_index(name, table)


INDEXES = (
    ("ix_inbox_dead", "inbox", "received_at", "status = 'dead'"),
    ("ix_timers_buried", "timers", "due_at", "incident IS NOT NULL"),
)
