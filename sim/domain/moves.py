"""Moves: what a trainee does with one line, each with the exact words that do it.

``sim.reading`` finds them; mood and grading both build on them. A kind has at most a few details, named beside it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sim.domain.spans import Span


class MoveKind(StrEnum):
    """Kinds of move. Details (``Move.detail``) are listed behind or above each; values are short strings."""

    # opening and taking up
    GREETING = "greeting"
    ACKNOWLEDGE = "acknowledge"  # takes up the customer's point; by: word | content | action
    PARAPHRASE = "paraphrase"  # fact: fact id; value: right | wrong; confirm: yes | no
    GRANT = "grant"  # grants what is right in the customer's view
    # emotion
    EMOTION = "emotion"  # names an emotion; cause: yes | no; impact: yes | no; form: named | own-terms | template
    IMPACT = "impact"  # says what the matter did to the customer
    WORRY = "worry"  # says the unspoken worry; tentative: yes | no; match: yes | no (near the hidden need)
    CALM_DOWN = "calm-down"  # "别激动", "冷静"
    # questions
    # QUESTION – form: open | closed | mixed | leading | accusing;
    #   about: fact | impact | need | outcome | extension | hypothesis | verify
    QUESTION = "question"
    # apology
    # APOLOGY – word: as said; base: 不好意思 | 很抱歉 | 对不起;
    #   target: mood | inconvenience | event | hardship | fault | none; matter: the responsibility it names;
    #   use: apology | courtesy | regret | quoted; conditional: yes | no; but: yes | no
    APOLOGY = "apology"
    ADMIT = "admit"  # admits fault; matter; scope: ours | all
    DENY = "deny"  # denies fault
    SHIFT = "shift"  # shifts blame; to: customer | colleague | department | third-party | system
    # cause
    CAUSE = "cause"  # gives a cause; ground: yes | no
    KNOWN_UNKNOWN = "known-unknown"  # keeps known and unknown apart
    PROOF = "proof"  # invites the customer to check the evidence, or shows it
    FINDING = "finding"  # reports something newly found out
    # solution
    OPTIONS = "options"  # count: n; distinct: n; price: yes | no; choice: yes | no (asks the customer to choose)
    # PROMISE – who: yes | no; what: yes | no; when: yes | no; token: yes | no; fallback: yes | no;
    #   deadline: the words
    PROMISE = "promise"
    VAGUE_PROMISE = "vague-promise"  # 尽快, 马上安排 without a time
    ACT_NOW = "act-now"  # does a step in this turn
    TICKET = "ticket"  # opens a ticket; number: the number, or ""
    HAND_OVER = "hand-over"  # no-repeat: yes | no
    SINGLE_CONTACT = "single-contact"  # one person, one voice
    WRITTEN = "written"  # a written answer; when: yes | no
    FOLLOW_UP = "follow-up"  # when: yes | no; within-24h: yes | no; acceptance: yes | no; prevention: yes | no
    OVER_PROMISE = "over-promise"  # beyond authority, or forbidden; rule: the forbidden text or "authority"
    MONEY = "money"  # offers money or goods; within: yes | no
    REFUSE = "refuse"  # refuses; rule: yes | no; alternative: yes | no
    # conduct
    LIMIT = "limit"  # step: care | limit | announce | supervisor
    POSITIVE = "positive"  # pattern: i | try | together | please; action: yes | no
    EASER = "easer"  # kind: praise | care | thanks | respect
    FLATTERY = "flattery"
    SAFETY = "safety"  # asks about or secures health and safety first
    # RED_LINE – kind: 蔑视 | 烦躁 | 拒绝 | 质疑 | 随意; severity: light | severe;
    #   basis: words (a phrase that crosses the line) | signs (several weak signs in a line that does nothing else)
    RED_LINE = "red-line"
    TAKE_BACK = "take-back"  # takes back how he just spoke: "这话是我说得不对，我收回"
    INSULT = "insult"  # trades insults, threatens or hits back
    LECTURE = "lecture"  # lectures on manners
    ARGUE = "argue"  # argues: "您错了", wins the point
    BREAK_OFF = "break-off"  # ends the talk, or makes to: "不跟您说了", "我挂了"
    TAKE_THREAT = "take-threat"  # takes up the threat: "您去告吧"
    LABEL = "label"  # labels the person: "又是您"
    RULE = "rule"  # cites a rule; repeated: yes | no
    FORBIDDEN_PHRASE = "forbidden-phrase"
    JARGON = "jargon"
    ORDER = "order"  # command tone
    LEAK = "leak"  # discloses others' data, or asks more data than needed
    CONDITIONAL_CARE = "conditional-care"  # "如果您觉得…"
    # form
    MINIMAL = "minimal"  # empty or minimal answer
    OFF_TOPIC = "off-topic"  # talks past the customer
    REPEAT = "repeat"  # says again what he said before
    STOCK = "stock"  # stock phrase without tie to the case
    # attacks on the exercise
    INJECTION = "injection"  # instructions to model or grader; target: customer | grader; family
    FORGED = "forged"  # forged customer or system speech inside the trainee's line
    OUT_OF_ROLE = "out-of-role"  # the trainee speaks as the customer, or about the exercise


@dataclass(frozen=True, slots=True)
class Move:
    """One move at ``text[start:end]`` (code points, of the original line). ``quote`` is exactly that slice."""

    kind: MoveKind
    start: int
    end: int
    quote: str
    detail: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.start, self.end

    def get(self, name: str, default: str = "") -> str:
        """Return one detail."""
        return self.detail.get(name, default)


@dataclass(frozen=True, slots=True)
class Reading:
    """All moves found in one trainee line, ordered by start."""

    text: str
    moves: tuple[Move, ...] = ()

    def of(self, *kinds: MoveKind) -> tuple[Move, ...]:
        """Return the moves of these kinds."""
        return tuple(move for move in self.moves if move.kind in kinds)

    def has(self, kind: MoveKind, /, **detail: str) -> bool:
        """Tell whether a move of this kind with all these details is there (underscores in names stand for dashes)."""
        return any(_matches(move, detail.items()) for move in self.moves if move.kind is kind)


def _matches(move: Move, detail: Iterable[tuple[str, str]]) -> bool:
    return all(move.get(name.replace("_", "-")) == value for name, value in detail)
