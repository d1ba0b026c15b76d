"""What makes a rubric whole: weights, anchors, identities, caps and certification levels."""

from collections.abc import Iterator

from sim.domain.rubric import LEVEL_MAX, Criterion, Rubric
from sim.library.checks import check_filled, check_range, check_unique
from sim.library.source import FieldPath, Flaw

TOTAL_MAX = 100


def check_rubric(rubric: Rubric) -> Iterator[Flaw]:
    """Check a rubric of the library."""
    yield from check_filled(rubric, ("name.zh", "dimensions", "gates", "certifications"))
    yield from _check_weights(rubric)
    yield from _check_identities(rubric)
    for i, dimension in enumerate(rubric.dimensions):
        if not dimension.criteria:
            message = "is empty; a dimension has at least one criterion"
            yield Flaw(("dimensions", i, "criteria"), message, zh="没有标准：一个维度至少要有一条")
        for j, criterion in enumerate(dimension.criteria):
            yield from _check_criterion(("dimensions", i, "criteria", j), dimension.id, criterion)
    yield from _check_gates(rubric)
    yield from _check_certifications(rubric)


def _check_weights(rubric: Rubric) -> Iterator[Flaw]:
    for i, dimension in enumerate(rubric.dimensions):
        yield from check_range(("dimensions", i, "weight"), dimension.weight, 1, TOTAL_MAX)
    total = sum(dimension.weight for dimension in rubric.dimensions)
    if rubric.dimensions and total != TOTAL_MAX:
        message = f"the weights add up to {total}; allowed: {TOTAL_MAX}"
        yield Flaw(("dimensions",), message, zh=f"各维度权重合计 {total}，应当正好是 {TOTAL_MAX}")


def _check_identities(rubric: Rubric) -> Iterator[Flaw]:
    ids: list[tuple[FieldPath, str]] = []
    codes: list[tuple[FieldPath, str]] = []
    for i, dimension in enumerate(rubric.dimensions):
        ids.append((("dimensions", i, "id"), dimension.id))
        for j, criterion in enumerate(dimension.criteria):
            ids.append((("dimensions", i, "criteria", j, "id"), criterion.id))
            codes.append((("dimensions", i, "criteria", j, "code"), criterion.code))
    for i, gate in enumerate(rubric.gates):
        ids.append((("gates", i, "id"), gate.id))
        codes.append((("gates", i, "code"), gate.code))
        if not gate.id.startswith("gate."):
            message = f"{gate.id!r} is no gate's id; allowed: gate.<name>"
            yield Flaw(("gates", i, "id"), message, zh=f"“{gate.id}”不是关卡的编号，要写成 gate.名称")
    for i, certification in enumerate(rubric.certifications):
        ids.append((("certifications", i, "id"), certification.id))
    yield from check_unique(ids, "the id", "编号")
    yield from check_unique(codes, "the code", "简号")


def _check_criterion(path: FieldPath, dimension: str, criterion: Criterion) -> Iterator[Flaw]:
    if not criterion.id.startswith(f"{dimension}."):
        message = f"{criterion.id!r} is not of its dimension; allowed: {dimension}.<name>"
        yield Flaw((*path, "id"), message, zh=f"“{criterion.id}”不属于这个维度，要写成 {dimension}.名称")
    anchors = (((*path, "anchors", level), anchor.zh) for level, anchor in enumerate(criterion.anchors))
    yield from check_unique(anchors, "the anchor", "描述")
    if not criterion.practice.zh:
        message = "is lacking; a learner must be told what to practise"
        yield Flaw((*path, "practice"), message, zh="没有填：要告诉学员怎么练")


def _check_gates(rubric: Rubric) -> Iterator[Flaw]:
    for i, gate in enumerate(rubric.gates):
        yield from check_range(("gates", i, "cap"), gate.cap, 0, TOTAL_MAX - 1)
        if gate.light_cap is not None:
            yield from check_range(("gates", i, "light_cap"), gate.light_cap, gate.cap + 1, TOTAL_MAX - 1)


def _check_certifications(rubric: Rubric) -> Iterator[Flaw]:
    before = 0
    for i, certification in enumerate(rubric.certifications):
        yield from check_range(("certifications", i, "total"), certification.total, before, TOTAL_MAX)
        yield from check_range(("certifications", i, "dimension_mean"), certification.dimension_mean, 0, LEVEL_MAX)
        before = certification.total
