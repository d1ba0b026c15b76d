"""What a line is read against: the scenario, the customer's last words, the trainee's earlier lines."""

from dataclasses import dataclass

from sim.domain.scenario import Scenario


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """The circumstances of one trainee line.

    ``customer_text`` is the customer's last line, ``earlier`` are the trainee's earlier lines in this session in
    order, ``turn`` is the number of the line's turn (0 where it is not known).
    """

    scenario: Scenario
    customer_text: str = ""
    earlier: tuple[str, ...] = ()
    turn: int = 0
