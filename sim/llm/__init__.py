"""The way to a chat model: one adapter for OpenAI-compatible endpoints, and structured answers from any of them.

``OpenAIChatModel`` is imported from ``sim.llm.openai_model``, so that who needs no model does not pay for the client.
"""

from sim.llm.structured import StructuredReply, ask

__all__ = ["StructuredReply", "ask"]
