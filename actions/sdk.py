"""The names we use of rasa-sdk and of the Sanic under it, behind one door.

Neither ships types, and the pinned Sanic 22.12 imports names that today's websockets and setuptools announce
as deprecated: those warnings are not ours to hear.
"""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from rasa_sdk import Action
    from rasa_sdk.executor import ActionExecutor
    from rasa_sdk.interfaces import ActionNotFoundException
    from sanic import Request, Sanic
    from sanic.response import HTTPResponse, json

__all__ = ["Action", "ActionExecutor", "ActionNotFoundException", "HTTPResponse", "Request", "Sanic", "json"]
