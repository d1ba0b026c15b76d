"""``duilian backup``: the database as one checked file, while the service runs."""

from pathlib import Path

from sim.cli.console import command_settings, messages, output
from sim.store.upkeep.backup import back_up


def run(file: Path, data: Path | None) -> None:
    """Write the backup and print its tables with rows and hash.

    Raises InvalidInputError (the file exists; on PostgreSQL with the command to use instead) or StorageError.
    """
    made = back_up(command_settings(data=data).store_url, file)
    for name, contents in made.tables.items():
        output.print(f"{name} {contents.rows} {contents.hash}", soft_wrap=True)
    messages.print(f"{file}: schema {made.schema}, {made.rows} rows, checked", markup=False, soft_wrap=True)
