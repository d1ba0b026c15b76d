"""Operations on trials. The row is the truth: whoever runs a trial learns from it that it was stopped."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError

from sim.domain.errors import ConflictError, NotFoundError
from sim.domain.score import Engine
from sim.domain.session import ContentRef
from sim.domain.trial import SILENCE, Trial, TrialSort, TrialStatus
from sim.store.schema import trial as _table

GONE = "运行它的程序已经停了，请重新开始。 / The process that ran it is gone; start it again."
_RUNNING = _table.c.status == TrialStatus.RUNNING.value


def begin(connection: Connection, trial: Trial) -> None:
    """Store a trial that begins. Raises ConflictError while one of its sort runs for the same document."""
    slot = _slot(trial.sort, trial.kind, trial.content.id)
    _release(connection, slot, trial.created_at)
    try:
        with connection.begin_nested():
            connection.execute(insert(_table), {**_row(trial), "slot": slot})
    except IntegrityError as error:
        raise ConflictError(
            "这份草稿已经有一次在跑，等它跑完或先停下。 / One is running for this draft; wait for it or stop it."
        ) from error


def advance(connection: Connection, trial_id: str, done: int, result: Mapping[str, Any] | None, now: datetime) -> bool:
    """Note how far a trial has come (``result`` None: as before); False where it is no longer to run."""
    values: dict[str, Any] = {"done": done, "touched_at": now}
    if result is not None:
        values["result"] = dict(result)
    return connection.execute(update(_table).where(_table.c.id == trial_id, _RUNNING).values(values)).rowcount > 0


def finish(
    connection: Connection, trial_id: str, status: TrialStatus, passed: bool | None, error: str, now: datetime
) -> None:
    """End a running trial; one that has ended stays as it is."""
    values = {"status": status.value, "passed": passed, "error": error, "slot": None, "touched_at": now}
    connection.execute(update(_table).where(_table.c.id == trial_id, _RUNNING).values(**values, finished_at=now))


def load(connection: Connection, trial_id: str) -> Trial:
    """Return a trial. Raises NotFoundError."""
    row = connection.execute(select(_table).where(_table.c.id == trial_id)).mappings().one_or_none()
    if row is None:
        raise NotFoundError(f"there is no trial {trial_id!r}")
    return _trial(row)


def running(connection: Connection, kind: str, content_id: str, sort: TrialSort, now: datetime) -> Trial | None:
    """Return the trial that holds the slot of a document and shows life."""
    query = select(_table).where(_table.c.slot == _slot(sort, kind, content_id), _table.c.touched_at >= now - SILENCE)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _trial(row)


def latest(connection: Connection, kind: str, version: str, sort: TrialSort, *, finished: bool) -> Trial | None:
    """Return the newest trial of this sort for one version of a document, of the finished ones if so asked."""
    query = select(_table).where(_table.c.kind == kind, _table.c.version == version, _table.c.sort == sort.value)
    if finished:
        query = query.where(_table.c.status == TrialStatus.DONE.value)
    query = query.order_by(_table.c.created_at.desc(), _table.c.id.desc()).limit(1)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _trial(row)


def _slot(sort: TrialSort, kind: str, content_id: str) -> str:
    return f"{sort}:{kind}:{content_id}"


def _release(connection: Connection, slot: str, now: datetime) -> None:
    """Take the slot from a trial whose process is gone."""
    silent = (_table.c.slot == slot) & (_table.c.touched_at < now - SILENCE)
    values = {"status": TrialStatus.FAILED.value, "error": GONE, "slot": None, "finished_at": now}
    connection.execute(update(_table).where(silent).values(values))


def _row(trial: Trial) -> dict[str, Any]:
    return {
        "id": trial.id,
        "sort": trial.sort.value,
        "kind": trial.kind,
        "content_id": trial.content.id,
        "version": trial.content.version,
        "author": trial.author,
        "engine": trial.engine.value,
        "model": trial.model,
        "status": trial.status.value,
        "total": trial.total,
        "done": trial.done,
        "passed": trial.passed,
        "result": dict(trial.result),
        "error": trial.error,
        "created_at": trial.created_at,
        "touched_at": trial.touched_at,
        "finished_at": trial.finished_at,
    }


def _trial(row: RowMapping) -> Trial:
    return Trial(
        id=row["id"],
        sort=TrialSort(row["sort"]),
        kind=row["kind"],
        content=ContentRef(row["content_id"], row["version"]),
        author=row["author"],
        engine=Engine(row["engine"]),
        model=row["model"],
        total=row["total"],
        created_at=row["created_at"],
        touched_at=row["touched_at"],
        status=TrialStatus(row["status"]),
        done=row["done"],
        passed=row["passed"],
        result=row["result"],
        error=row["error"],
        finished_at=row["finished_at"],
    )
