"""``python -m tests.bench``: measure, print, end."""

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Mapping
from functools import partial

from rich.console import Console

from tests.bench.agreeing import agreement_figures
from tests.bench.faces import face_figures
from tests.bench.figures import Figure, table_of
from tests.bench.load import Load, compare, crowd_figures
from tests.bench.offline import grading_figures, reading_figures
from tests.bench.pages import page_figures
from tests.bench.prompts import prompt_figures
from tests.bench.startup import startup_figures
from tests.bench.steady import Steady, steady_figures

GROUPS = ("load", "crowd", "memory", "startup", "reading", "grading", "agree", "prompts", "pages", "pages-weight")
_MOST_CLIENTS = 500
_MOST_CROWD = 2000
_MOST_SECONDS = 120.0
_MOST_SESSIONS = 1_000_000
_MOST_MINUTES = 60.0


def main() -> None:
    """Measure what is asked for and print it."""
    wanted = _arguments()
    figures: list[Figure] = []
    for group in wanted.only or GROUPS:
        print(f"measuring: {group}", file=sys.stderr, flush=True)
        figures += _figures(group, wanted)
    if wanted.json:
        print(json.dumps({"machine": _machine(), "figures": {each.name: each.document() for each in figures}}))
    else:
        Console().print(table_of(figures))
        print(", ".join(f"{name} {value}" for name, value in _machine().items()))


def _figures(group: str, wanted: argparse.Namespace) -> list[Figure]:
    if group == "load":
        found: list[Figure] = []
        for clients in wanted.clients:
            found += compare(Load(clients=clients, seconds=wanted.seconds)).figures()
        return found
    measured: Mapping[str, Callable[[], list[Figure]]] = {
        "crowd": partial(crowd_figures, Load(clients=wanted.crowd, seconds=2 * wanted.seconds, warm_up=wanted.seconds)),
        "memory": partial(steady_figures, Steady(minutes=wanted.minutes)),
        "agree": agreement_figures,
        "startup": startup_figures,
        "reading": reading_figures,
        "grading": grading_figures,
        "prompts": prompt_figures,
        "pages": partial(page_figures, wanted.sessions),
        "pages-weight": face_figures,
    }
    return measured[group]()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--only", action="append", choices=GROUPS, help="measure this group; may be given again")
    parser.add_argument("--clients", type=int, nargs="+", default=[50], help="trainees at once (default 50)")
    parser.add_argument("--seconds", type=float, default=12.0, help="seconds of each load phase (default 12)")
    parser.add_argument("--crowd", type=int, default=1000, help="trainees at once on PostgreSQL (default 1000)")
    parser.add_argument(
        "--minutes", type=float, default=6.0, help="minutes of talk over which memory is watched (default 6)"
    )
    parser.add_argument("--sessions", type=int, default=10_000, help="sessions behind the pages (default 10000)")
    wanted = parser.parse_args()
    if not all(1 <= clients <= _MOST_CLIENTS for clients in wanted.clients):
        parser.error(f"--clients: 1 to {_MOST_CLIENTS}")
    if not 1 <= wanted.crowd <= _MOST_CROWD:
        parser.error(f"--crowd: 1 to {_MOST_CROWD}")
    if not 1 <= wanted.minutes <= _MOST_MINUTES:
        parser.error(f"--minutes: 1 to {_MOST_MINUTES:g}")
    if not 100 <= wanted.sessions <= _MOST_SESSIONS:
        parser.error(f"--sessions: 100 to {_MOST_SESSIONS}")
    if not 5 <= wanted.seconds <= _MOST_SECONDS:
        parser.error(f"--seconds: 5 to {_MOST_SECONDS:g}")
    return wanted


def _machine() -> dict[str, str]:
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return {"python": platform.python_version(), "processors": str(os.cpu_count()), "load average": load}


if __name__ == "__main__":
    main()
