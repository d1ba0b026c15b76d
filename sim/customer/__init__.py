"""The difficult customer: mood in code, a director for each line, two voices, a guard over the one of a model."""

from sim.customer.core import LineReader
from sim.customer.llm_customer import LlmCustomer
from sim.customer.offline_customer import OfflineCustomer
from sim.domain.ports import ChatModel, Customer


def make_customer(reader: LineReader, model: ChatModel | None = None) -> Customer:
    """Return the customer with this model's voice, or with the authored one where there is no model."""
    return LlmCustomer(reader, model) if model is not None else OfflineCustomer(reader)


__all__ = ["LineReader", "LlmCustomer", "OfflineCustomer", "make_customer"]
