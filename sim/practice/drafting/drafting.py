"""Drafts of cases by the model."""

from collections.abc import Sequence

from sim.domain.archetype import Archetype
from sim.domain.chat import ChatRequest
from sim.domain.errors import InvalidInputError
from sim.domain.ports import ChatModel
from sim.llm import ask
from sim.llm.caller import Caller, calling_for
from sim.practice.drafting.answer import answer_problems, draft_of
from sim.practice.drafting.complaint import Complaint
from sim.practice.drafting.draft import Draft
from sim.practice.drafting.prompt import draft_messages, draft_schema
from sim.practice.spend import Spend

PURPOSE = "drafting"
MOST_TOKENS = 4000
TEMPERATURE = 0.4


class Drafting:
    """Makes drafts of cases out of complaints. Without a model there is the guided form."""

    def __init__(self, model: ChatModel | None, spend: Spend) -> None:
        """``model`` is whom to ask, None where none is connected; ``spend`` is told whose draft has cost what."""
        self._model = model
        self._spend = spend

    @property
    def model(self) -> str | None:
        """The model's name, None where none is connected."""
        return self._model.name if self._model is not None else None

    async def draft(
        self, complaint: Complaint, scenario_id: str, archetypes: Sequence[Archetype], author: str = ""
    ) -> Draft:
        """Ask for a draft. What the answer lacks the draft lacks too; ``remarks`` tells it.

        Raises InvalidInputError where no model is connected, AnswerFormError where no usable answer came, and any
        other ModelError where the model could not be asked.
        """
        if self._model is None:
            raise InvalidInputError("这里没有接模型，请用引导表单。 / No model is connected; use the guided form.")
        request = ChatRequest(
            messages=draft_messages(complaint, archetypes),
            temperature=TEMPERATURE,
            max_tokens=MOST_TOKENS,
            purpose=PURPOSE,
        )
        with calling_for(Caller(key=author, urgent=True)):
            reply = await ask(self._model, request, draft_schema(archetypes), answer_problems)
        await self._spend(author, PURPOSE, reply.usage)
        return draft_of(reply.data, complaint.text, scenario_id, [archetype.id for archetype in archetypes])
