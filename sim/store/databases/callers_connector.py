"""Lets Procrastinate speak through a SQLAlchemy connection: in its caller's transaction, with its caller's errors."""

from typing import Any

from procrastinate.connector import BaseConnector
from psycopg.types.json import Jsonb
from sqlalchemy import Connection


class CallersConnector(BaseConnector):
    """Runs a query on the connection it is handed; it has none of its own."""

    def get_sync_connector(self) -> BaseConnector:
        """Return itself."""
        return self

    def execute_query_all_with_connection(
        self, connection: Connection, query: str, **arguments: Any
    ) -> list[dict[str, Any]]:
        """Return the rows of a query written for psycopg (``%(name)s``). Raises SQLAlchemy's errors."""
        adapted = {name: _adapted(value) for name, value in arguments.items()}
        return [dict(row) for row in connection.exec_driver_sql(query, adapted).mappings()]


def _adapted(value: Any) -> Any:
    """Return the value as psycopg sends it: dictionaries as jsonb, in lists (arrays) and tuples (rows) too."""
    if isinstance(value, dict):
        return Jsonb(value)
    if isinstance(value, list):
        return [_adapted(part) for part in value]
    if isinstance(value, tuple):
        return tuple(_adapted(part) for part in value)
    return value
