"""Repeats: a sentence of his own once more, or the trainee parroted."""

import re
from functools import lru_cache
from itertools import chain

from rapidfuzz import fuzz, process

from sim.customer.voice.guard.scene import GuardScene, own_words
from sim.customer.wording import plain

REPEAT = "repeat"
PARROT = "parrot"
BABBLE = "babble"
REPEATED = 80
"""Likeness (0–100) to a sentence of his own from which a sentence counts as repeated."""
PARROTED = 75
BABBLED = 0.5
"""Share of a sentence's pairs of characters, said in this very line before, from which a model only turns its words
over (你找谁做主？我找你做主？): it has lost the thread."""
_SHORTEST = 5
_CALL = 2
"""Calls such as 喂 and 说话 may come again."""
_PARROT_SHORTEST = 9
_CLAUSE_SHORTEST = 8
_CLAUSES = re.compile(r"[，。！？!?…\n]+")
_SENTENCES = re.compile(r"[。！？!?…\n]+")


def repeats_himself(sentence: str, scene: GuardScene) -> str | None:
    """Return REPEAT where he has said this sentence, or nearly, in this session; PARROT where he parrots the trainee.

    BABBLE is told apart: a line that turns the same few words over, which people do not, and models that lost the
    thread do.
    """
    core = plain(sentence)
    if len(core) < _SHORTEST:
        said = any(core in _clauses_of(line) for line in (*scene.spoken, scene.so_far))
        return REPEAT if len(core) > _CALL and said else None
    lines = (*scene.spoken, scene.so_far)
    if process.extractOne(core, chain(*map(_sentences_of, lines)), scorer=fuzz.ratio, score_cutoff=REPEATED):
        return REPEAT
    if len(core) >= _PARROT_SHORTEST and any(core in plain(line) for line in lines):
        return REPEAT
    if repeats_a_clause(sentence, scene):
        return REPEAT
    if _babbles(core, plain(scene.so_far)):
        return BABBLE
    return PARROT if _parrots(plain(own_words(sentence)), scene) else None


def _babbles(words: str, line: str) -> bool:
    """Tell whether half of the pairs of characters have been said in the line so far."""
    pairs = [words[at : at + 2] for at in range(len(words) - 1)]
    return sum(pair in line for pair in pairs) >= BABBLED * len(pairs)


def _parrots(words: str, scene: GuardScene) -> bool:
    """Tell whether the words are, or nearly are, part of what the trainee has said in this session."""
    if len(words) < _PARROT_SHORTEST:
        return False
    heard = (plain(line) for line in (scene.heard, *scene.heard_before))
    return any(len(words) <= len(line) and fuzz.partial_ratio(words, line) >= PARROTED for line in heard)


def repeats_a_clause(sentence: str, scene: GuardScene) -> bool:
    """Tell whether a longer clause of the sentence was said in this session, or the whole of it in this very line."""
    if plain(sentence) in plain(scene.so_far):
        return True
    earlier = frozenset().union(*map(_clauses_of, (*scene.spoken, scene.so_far)))
    return any(len(clause) >= _CLAUSE_SHORTEST for clause in _clauses_of(sentence) & earlier)


@lru_cache(maxsize=4096)
def _clauses_of(line: str) -> frozenset[str]:
    """Return the clauses of a line, made plain; asked anew for each sentence that follows."""
    return frozenset(map(plain, _CLAUSES.split(line)))


@lru_cache(maxsize=4096)
def _sentences_of(line: str) -> tuple[str, ...]:
    return tuple(map(plain, _SENTENCES.split(line)))
