"""rasa-sdk's executor, made to understand Rasa 3.6 when it leaves the domain out.

With `selective_domain: true` Rasa 3.6 sends no domain. rasa-sdk from 3.9 on then answers 449 and waits to be
sent one, which only newer Rasa does. No action here needs the domain, so an empty one stands in.
"""

from typing import Any

from actions.sdk import ActionExecutor


class DomainlessExecutor(ActionExecutor):  # type: ignore[misc]  # rasa-sdk ships no types
    """Runs actions whether or not the call brings a domain."""

    def update_and_return_domain(self, payload: dict[str, Any], action_name: str) -> dict[str, Any]:  # noqa: ARG002
        """The call's own domain, or an empty one."""
        domain = payload.get("domain")
        return domain if isinstance(domain, dict) else {}
