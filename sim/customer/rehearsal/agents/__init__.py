"""Scripted agents: what a persona is tested against before it is published, from excellent to silent."""

from collections.abc import Mapping
from types import MappingProxyType

from sim.customer.rehearsal.agents.agent import Agent
from sim.customer.rehearsal.agents.attacks import GROVELLING, JAILBREAK, SILENT
from sim.customer.rehearsal.agents.craft import EXCELLENT, MIDDLING, POOR

AGENTS: Mapping[str, Agent] = MappingProxyType(
    {agent.name: agent for agent in (EXCELLENT, MIDDLING, POOR, GROVELLING, JAILBREAK, SILENT)}
)
"""All scripted agents by name."""

EARNING = ("excellent", "middling")
"""Agents that may earn something; nobody else may."""

__all__ = ["AGENTS", "EARNING", "Agent"]
