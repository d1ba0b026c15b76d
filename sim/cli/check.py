"""``duilian check``: every flaw of content files as ``file:line: field: what is wrong, what is allowed``."""

from pathlib import Path

import typer

from sim.cli.console import messages
from sim.library import check_paths, write_schemas


def run(paths: tuple[Path, ...], write_schemas_to: Path | None = None) -> None:
    """Print the problems on stdout, a line each, and exit with status 2 where there is one.

    With ``write_schemas_to`` the JSON Schemas below that folder are brought up to date first; what changed is said.
    """
    if write_schemas_to is not None:
        for path in write_schemas(write_schemas_to):
            messages.print(f"{path} written", markup=False)
    report = check_paths(paths)
    for problem in report.problems:
        typer.echo(problem.message)
    messages.print(f"{len(report.files)} files checked, {len(report.problems)} problems", markup=False)
    if not report.ok:
        raise typer.Exit(2)
