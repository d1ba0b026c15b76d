"""The difficult customer: mood in code, a director for each line, two voices, a guard over the one of a model."""

from sim.customer.core import LineReader
from sim.customer.offline_customer import OfflineCustomer

__all__ = ["LineReader", "OfflineCustomer"]
