"""``duilian move-data``: everything from one database to another, e.g. from a file to PostgreSQL."""

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from sim.cli.console import messages, output
from sim.store.upkeep.moving import move


def run(source: str, target: str) -> None:
    """Copy, compare, and print a line per table: its name, rows and hash.

    Raises InvalidInputError, ConflictError (one of them is in use, or the target holds something else) or
    StorageError.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=messages, transient=True) as progress:
        bar = progress.add_task("")

        def show(table: str, done: int, total: int) -> None:
            progress.update(bar, description=table, completed=done, total=total)

        moved = move(source, target, show)
    for table in moved:
        output.print(f"{table.table} {table.rows} {table.hash}", soft_wrap=True)
    rows = sum(table.rows for table in moved)
    messages.print(f"{len(moved)} tables, {rows} rows: the same on both sides", markup=False)
