"""What Rasa's components that learn nothing and keep nothing have in common."""

from typing import Any, Self

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage


class StatelessComponent(GraphComponent):
    """A graph component built from its config alone; most need not even that."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,  # noqa: ARG003  Rasa's contract
        resource: Resource,  # noqa: ARG003
        execution_context: ExecutionContext,  # noqa: ARG003
    ) -> Self:
        return cls.configured(config)

    @classmethod
    def configured(cls, config: dict[str, Any]) -> Self:  # noqa: ARG003  for those that have settings
        """One component; override where the config says something."""
        return cls()
