"""The action server's process."""

import gc

from actions.app import build_app
from actions.bootstrap import assemble
from actions.config import ActionsConfig


def serve(config: ActionsConfig) -> None:
    """Serve until stopped. Raises StoreError and CatalogueError before it listens."""
    assembly = assemble(config)
    app = build_app(assembly.executor, assembly.words)
    gc.collect()
    gc.freeze()  # what was loaded stays: it need not be searched for garbage again and again
    app.run(
        host=config.host,
        port=config.port,
        single_process=True,
        access_log=False,
        motd=False,
        debug=False,
    )
