"""Repeats: a sentence of his own once more, or the trainee parroted."""

import re

from rapidfuzz import fuzz

from sim.customer.guard.scene import GuardScene, own_words
from sim.customer.wording import plain

REPEAT = "repeat"
PARROT = "parrot"
REPEATED = 80
"""Likeness (0–100) to a sentence of his own from which a sentence counts as repeated."""
PARROTED = 75
_SHORTEST = 5
_CALL = 2
"""Calls such as 喂 and 说话 may come again."""
_PARROT_SHORTEST = 9
_CLAUSE_SHORTEST = 8
_CLAUSES = re.compile(r"[，。！？!?…\n]+")
_SENTENCES = re.compile(r"[。！？!?…\n]+")


def repeats_himself(sentence: str, scene: GuardScene) -> str | None:
    """Return REPEAT where he has said this sentence, or nearly, in this session; or where he parrots the trainee."""
    core = plain(sentence)
    if len(core) < _SHORTEST:
        earlier = (part for line in (*scene.spoken, scene.so_far) for part in _CLAUSES.split(line))
        return REPEAT if len(core) > _CALL and any(core == plain(part) for part in earlier) else None
    for line in (*scene.spoken, scene.so_far):
        if any(fuzz.ratio(core, plain(part)) >= REPEATED for part in _SENTENCES.split(line)):
            return REPEAT
        if len(core) >= _PARROT_SHORTEST and core in plain(line):
            return REPEAT
    if repeats_a_clause(sentence, scene):
        return REPEAT
    return PARROT if _parrots(plain(own_words(sentence)), scene) else None


def _parrots(words: str, scene: GuardScene) -> bool:
    """Tell whether the words are, or nearly are, part of what the trainee has said in this session."""
    if len(words) < _PARROT_SHORTEST:
        return False
    heard = (plain(line) for line in (scene.heard, *scene.heard_before))
    return any(len(words) <= len(line) and fuzz.partial_ratio(words, line) >= PARROTED for line in heard)


def repeats_a_clause(sentence: str, scene: GuardScene) -> bool:
    """Tell whether a longer clause of the sentence was said in this session, or the whole of it in this very line."""
    earlier = {plain(part) for line in (*scene.spoken, scene.so_far) for part in _CLAUSES.split(line)}
    if plain(sentence) in plain(scene.so_far):
        return True
    return any(len(clause) >= _CLAUSE_SHORTEST and clause in earlier for clause in map(plain, _CLAUSES.split(sentence)))
