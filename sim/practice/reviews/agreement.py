"""How far graders and people agree, from reviews, blind ratings and labelled sets: over time and by grader version."""

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sim.domain.account import Role, Viewer
from sim.domain.errors import NotAllowedError
from sim.domain.rubric import Rubric
from sim.grading.agreement.comparing import Agreement, LevelAgreement, card_levels, compare, level_agreement
from sim.grading.agreement.labels import Label, consensus
from sim.grading.agreement.statistics import INTERVAL_LEAST, UNKNOWN
from sim.library import from_document
from sim.practice.accounts import Access
from sim.practice.reviews.labels import GraderVersion, LabelledCard, LabelSource, labelled_cards, raters_of
from sim.store import Store
from sim.store.reviews.records import AppealCount, Rated

_REPORTS_KEPT = 8


@dataclass(frozen=True, slots=True)
class AgreementQuery:
    """What is compared.

    ``grader`` None takes all versions; ``labelled_set`` None takes all sessions, "" those practised here only.
    ``criterion`` is the one followed over time, "" all together.
    """

    rubric: str
    source: LabelSource = LabelSource.ALL
    grader: GraderVersion | None = None
    labelled_set: str | None = None
    criterion: str = ""


_Stamp = tuple[str, tuple[int, ...], tuple[tuple[str, datetime], ...]]
_Key = tuple[AgreementQuery, frozenset[_Stamp]]


@dataclass(frozen=True, slots=True)
class Slice:
    """The agreement of one month or one grader version over ``sessions``."""

    name: str
    sessions: int
    levels: LevelAgreement
    grader: GraderVersion | None = None


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """The whole page. ``cards`` are the sessions compared; ``graders`` and ``sets`` what can be chosen.

    ``rubric`` None says that nobody has labelled anything by this rubric yet; everything else is empty then.
    """

    query: AgreementQuery
    rubric: Rubric | None
    agreement: Agreement | None
    by_month: tuple[Slice, ...]
    by_grader: tuple[Slice, ...]
    graders: tuple[GraderVersion, ...]
    sets: tuple[str, ...]
    cards: tuple[LabelledCard, ...]
    raters: int
    appeals: tuple[AppealCount, ...]

    def card(self, name: str) -> LabelledCard:
        """Return the session that goes by this name. Raises KeyError."""
        return next(card for card in self.cards if card.name == name)


class AgreementDesk:
    """Measures graders against people. The original scorecards are measured, never the effective ones."""

    def __init__(self, store: Store, access: Access) -> None:
        """``access`` says whose sessions a trainer may see; labelled sets are everybody's."""
        self._store = store
        self._access = access
        self._kept: OrderedDict[_Key, AgreementReport] = OrderedDict()

    async def report(self, viewer: Viewer, query: AgreementQuery) -> AgreementReport:
        """Compare what a trainer may see. Raises NotAllowedError for a trainee."""
        if not viewer.is_at_least(Role.TRAINER):
            raise NotAllowedError
        owners = await self._access.seen_owners(viewer)
        found = await self._store.reviews.rated(query.rubric, owners)
        appeals = await self._store.reviews.appeal_counts(owners)
        if not found:
            return AgreementReport(query, None, None, (), (), (), (), (), 0, appeals)
        rubric = await self._rubric(found[0].rubric_version)
        key = (query, frozenset(map(_stamp, found)))
        if key not in self._kept:
            self._kept[key] = await asyncio.to_thread(report_of, query, rubric, found, appeals)
            if len(self._kept) > _REPORTS_KEPT:
                self._kept.popitem(last=False)
        return replace(self._kept[key], appeals=appeals)

    async def seen(self, viewer: Viewer, session_ids: Collection[str]) -> frozenset[str]:
        """Return those of these sessions whose scores the viewer was shown: the others he may still rate blindly."""
        return await self._store.reviews.seen_scores(session_ids, viewer.id)

    async def _rubric(self, version: str) -> Rubric:
        return from_document(Rubric, (await self._store.load_content("rubric", version)).document)


def report_of(
    query: AgreementQuery, rubric: Rubric, found: Sequence[Rated], appeals: Sequence[AppealCount]
) -> AgreementReport:
    """Make the report of sessions that people have labelled. Pure; takes about a second for some hundred sessions."""
    whole = labelled_cards(found, rubric, query.source)
    within = [card for card in whole if query.labelled_set in (None, card.rated.labelled_set)]
    chosen = tuple(card for card in within if query.grader in (None, card.grader))
    raters = raters_of(chosen)
    return AgreementReport(
        query=query,
        rubric=rubric,
        agreement=compare(rubric, [card.card for card in chosen], list(raters.values())) if chosen else None,
        by_month=_slices(chosen, query.criterion, lambda card: card.month),
        by_grader=_by_grader(within, query.criterion),
        graders=tuple(sorted({card.grader for card in within})),
        sets=tuple(sorted({card.rated.labelled_set for card in whole})),
        cards=chosen,
        raters=len(raters),
        appeals=tuple(appeals),
    )


def _by_grader(cards: Sequence[LabelledCard], criterion: str) -> tuple[Slice, ...]:
    versions = {version_name(card.grader): card.grader for card in cards}
    found = _slices(cards, criterion, lambda card: version_name(card.grader))
    return tuple(Slice(item.name, item.sessions, item.levels, versions[item.name]) for item in found)


def _stamp(rated: Rated) -> _Stamp:
    """Return what changes whenever somebody says something new of a session."""
    given = tuple((item.author.id, item.created_at) for item in rated.ratings)
    return rated.session_id, tuple(item.number for item in rated.overrides), given


def version_name(grader: GraderVersion) -> str:
    """Return a grader version as one short text."""
    return " ".join(part for part in (grader.engine.value, grader.model, grader.prompt_version) if part)


def _slices(cards: Iterable[LabelledCard], criterion: str, key: Callable[[LabelledCard], str]) -> tuple[Slice, ...]:
    groups: defaultdict[str, list[LabelledCard]] = defaultdict(list)
    for card in cards:
        groups[key(card)].append(card)
    return tuple(Slice(name, len(group), _levels(name, group, criterion)) for name, group in sorted(groups.items()))


def _levels(name: str, cards: Sequence[LabelledCard], criterion: str) -> LevelAgreement:
    """Compare levels. How sure the figures are depends on the sessions: criteria of one session are one talk's."""
    found = level_agreement(name, _pairs(cards, criterion))
    if len(cards) < INTERVAL_LEAST:
        return replace(found, kappa_interval=UNKNOWN, bias_interval=UNKNOWN)
    return found


def _pairs(cards: Sequence[LabelledCard], criterion: str) -> list[tuple[int | None, int | None]]:
    """Return (label, grader) of one criterion, or of all of them together."""
    pairs = []
    for card in cards:
        agreed = _agreed(card.labels.values())
        levels = card_levels(card.card)
        wanted = (criterion,) if criterion else tuple(agreed.criteria)
        pairs += [(agreed.criteria.get(name), levels.get(name)) for name in wanted]
    return pairs


def _agreed(labels: Iterable[Label]) -> Label:
    (label,) = consensus([[label] for label in labels])
    return label
