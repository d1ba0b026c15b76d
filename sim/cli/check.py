"""``duilian check``: every flaw of content files as ``file:line: field: what is wrong, what is allowed``."""

from pathlib import Path

import typer

from sim.cli.console import messages
from sim.library import check_paths


def run(paths: tuple[Path, ...]) -> None:
    """Print the problems on stdout, a line each, and exit with status 2 where there is one."""
    report = check_paths(paths)
    for problem in report.problems:
        typer.echo(problem.message)
    messages.print(f"{len(report.files)} files checked, {len(report.problems)} problems", markup=False)
    if not report.ok:
        raise typer.Exit(2)
