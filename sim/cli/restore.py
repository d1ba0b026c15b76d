"""``duilian restore``: a backup in the place of the database."""

from pathlib import Path

from sim.cli.console import command_settings, messages
from sim.store.upkeep.backup import restore


def run(file: Path, data: Path | None, replace: bool) -> None:
    """Check the backup, restore it and bring it to the present schema.

    Raises InvalidInputError (no backup; on PostgreSQL with the command to use instead), ConflictError (a database is
    there, or in use) or StorageError.
    """
    settings = command_settings(data=data)
    if settings.database_url is None:
        settings.data.mkdir(parents=True, exist_ok=True)
    found = restore(file, settings.store_url, replace=replace)
    made_at = found.made_at.isoformat(timespec="seconds")
    messages.print(f"{settings.database_place}: {found.rows} rows as of {made_at}", markup=False, soft_wrap=True)
