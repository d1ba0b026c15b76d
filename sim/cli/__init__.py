"""The command line: ``duilian``. Machine output on stdout, messages on stderr, exit 2 for bad input.

This module only says which commands there are; each imports what it needs when it runs, so that help comes at once.
"""

from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any

import typer

from sim.cli.garbage import kept_for_good
from sim.domain.account import Role
from sim.domain.errors import DuilianError, ModelError
from sim.domain.score import EngineChoice

app = typer.Typer(
    name="duilian",
    help="Practise with a difficult customer and be scored with quoted evidence.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # rich's panels take longer to load than all of the command line
)

EngineOption = Annotated[EngineChoice, typer.Option("--engine", help="auto takes the model where one is configured.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON objects, one a line.")]
HostOption = Annotated[str, typer.Option(help="Address to listen on; others than 127.0.0.1 need an administrator.")]
PortOption = Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")]
DataOption = Annotated[Path | None, typer.Option(metavar="DIR", help="Folder of the database; made where lacking.")]
BackupArgument = Annotated[Path, typer.Argument(help="The backup.")]
WorkersOption = Annotated[int, typer.Option(min=1, max=64, help="Processes that share the port; about one a core.")]
PathsArgument = Annotated[list[Path] | None, typer.Argument(help="Files or folders; the content in use if none.")]
RubricOption = Annotated[str, typer.Option(metavar="ID", help="Rubric to grade by.")]
LabelsOption = Annotated[list[Path], typer.Option(metavar="LABELS.jsonl", help="Labels; once per rater.")]
CardsOption = Annotated[Path | None, typer.Option(metavar="FILE", help="Keep scorecards, to go on after a stop.")]
AGENT_HELP = "Scripted agent: excellent, middling, poor, grovelling, jailbreak or silent."
FilesArgument = Annotated[list[str], typer.Argument(help="Transcripts (JSON, JSONL), folders of them, - for input.")]


def _run(command: str, function: str = "run", **arguments: Any) -> None:
    """Run the command's module. An expected error is told on stderr; exit status 2, or 1 where the model failed."""
    try:
        getattr(_module(command), function)(**arguments)
    except DuilianError as error:
        typer.echo(f"duilian {command.replace('_', '-')}: {error.message}", err=True)
        raise typer.Exit(1 if isinstance(error, ModelError) else 2) from error


def _module(command: str) -> ModuleType:
    with kept_for_good():
        return import_module(f"sim.cli.{command}")


@app.command()
def serve(
    host: HostOption = "127.0.0.1", port: PortOption = 8000, data: DataOption = None, workers: WorkersOption = 1
) -> None:
    """Serve the pages and the API."""
    _run("serve", host=host, port=port, data=data, workers=workers)


@app.command()
def worker() -> None:
    """Grade what is queued on a shared PostgreSQL, beside the servers."""
    _run("worker")


@app.command("move-data")
def move_data(
    source: Annotated[str, typer.Option("--from", metavar="URL", help="sqlite:///FILE or postgresql+psycopg://…")],
    target: Annotated[str, typer.Option("--to", metavar="URL", help="An empty database, or one half moved before.")],
) -> None:
    """Copy everything to another database and prove that it is the same there."""
    _run("move_data", source=source, target=target)


@app.command()
def backup(file: BackupArgument, data: DataOption = None) -> None:
    """Write the database to one checked file, while the service runs."""
    _run("backup", file=file, data=data)


@app.command()
def restore(
    file: BackupArgument,
    data: DataOption = None,
    replace: Annotated[bool, typer.Option("--replace", help="Keep the database that is there beside it.")] = False,
) -> None:
    """Put a backup in the place of the database, while the service is stopped."""
    _run("restore", file=file, data=data, replace=replace)


@app.command()
def check(
    paths: PathsArgument = None,
    write_schemas: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write the JSON Schemas that editors complete by below DIR.")
    ] = None,
) -> None:
    """Check content files: archetypes, scenarios, rubrics."""
    _run("check", paths=tuple(paths or ()), write_schemas_to=write_schemas)


@app.command()
def chat(
    archetype: Annotated[str, typer.Option(metavar="ID", help="Type of customer, e.g. stubborn.")],
    scenario: Annotated[str, typer.Option(metavar="ID", help="Case, e.g. water-bill-tripled.")],
    engine: EngineOption = EngineChoice.AUTO,
    seed: Annotated[int | None, typer.Option(min=0, help="Same seed, same offline customer.")] = None,
    json: JsonOption = False,
) -> None:
    """Practise in the terminal: each line of input is one line of yours."""
    _run("chat", archetype=archetype, scenario=scenario, engine=engine, seed=seed, as_json=json)


@app.command()
def grade(
    files: FilesArgument,
    rubric: RubricOption = "service-complaint",
    engine: EngineOption = EngineChoice.AUTO,
    json: JsonOption = False,
) -> None:
    """Grade transcripts."""
    _run("grade", files=tuple(files), rubric=rubric, engine=engine, as_json=json)


@app.command()
def agree(
    labels: LabelsOption,
    files: FilesArgument,
    rubric: RubricOption = "service-complaint",
    engine: EngineOption = EngineChoice.AUTO,
    cards: CardsOption = None,
    json: JsonOption = False,
) -> None:
    """Grade labelled transcripts and compare with the labels."""
    _run("agree", labels=tuple(labels), files=tuple(files), rubric=rubric, engine=engine, cards=cards, as_json=json)


@app.command("import-ratings")
def import_ratings(
    labels: LabelsOption,
    files: FilesArgument,
    set_name: Annotated[str, typer.Option("--set", metavar="NAME", help="Name of the labelled set.")],
    rubric: RubricOption = "service-complaint",
    engine: EngineOption = EngineChoice.AUTO,
    data: DataOption = None,
) -> None:
    """Load labelled transcripts as rated sessions, for the page of agreement."""
    arguments: dict[str, Any] = {"set_name": set_name, "labels": tuple(labels), "files": tuple(files), "rubric": rubric}
    _run("import_ratings", **arguments, engine=engine, data=data)


@app.command()
def rehearse(
    archetype: Annotated[str, typer.Option(metavar="ID|all", help="Type of customer.")] = "all",
    scenario: Annotated[str, typer.Option(metavar="ID|all", help="Case.")] = "all",
    agent: Annotated[str, typer.Option(metavar="NAME|all", help=AGENT_HELP)] = "all",
    n: Annotated[int, typer.Option("-n", min=1, max=1000, help="Sessions of each kind, each with its own seed.")] = 1,
    engine: EngineOption = EngineChoice.AUTO,
    json: JsonOption = False,
) -> None:
    """Test a persona against scripted agents before people meet it."""
    _run("rehearse", archetype=archetype, scenario=scenario, agent=agent, n=n, engine=engine, as_json=json)


users = typer.Typer(help="Accounts: the first administrator is made here.", no_args_is_help=True)
app.add_typer(users, name="user")
AskOption = Annotated[
    bool, typer.Option("--ask", help="Ask for the password (or read it from a pipe) and generate none.")
]
NameArgument = Annotated[str, typer.Argument(help="Name to sign in with.")]


@users.command("add")
def user_add(
    name: NameArgument,
    role: Annotated[Role, typer.Option(help="What it may do.")] = Role.TRAINEE,
    shown_name: Annotated[str, typer.Option(metavar="TEXT", help="What others see; the name if empty.")] = "",
    group: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Group; made where lacking.")] = None,
    language: Annotated[str, typer.Option(metavar="zh|en", help="Language of the pages.")] = "",
    ask: AskOption = False,
    data: DataOption = None,
) -> None:
    """Make an account; the password is generated and shown once, unless asked for."""
    arguments: dict[str, Any] = {"shown_name": shown_name, "groups": tuple(group or ()), "language": language}
    _run("user", "add", name=name, role=role, ask=ask, data=data, **arguments)


@users.command("reset")
def user_reset(name: NameArgument, ask: AskOption = False, data: DataOption = None) -> None:
    """Give an account another password and sign it out everywhere."""
    _run("user", "reset", name=name, ask=ask, data=data)


@users.command("list")
def user_list(json: JsonOption = False, data: DataOption = None) -> None:
    """Print all accounts."""
    _run("user", "show", as_json=json, data=data)


@users.command("disable")
def user_disable(name: NameArgument, data: DataOption = None) -> None:
    """Keep an account from signing in; its sessions stay."""
    _run("user", "set_disabled", name=name, disabled=True, data=data)


@users.command("enable")
def user_enable(name: NameArgument, data: DataOption = None) -> None:
    """Let an account sign in again."""
    _run("user", "set_disabled", name=name, disabled=False, data=data)


def main() -> None:
    """Run the command line."""
    app()
