"""A PostgreSQL server of the tests' own: a new cluster in a temporary folder, reached by a socket only."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

DEBIAN_FOLDERS = "postgresql/*/bin"
OWNERS = ("postgres", "nobody")
"""PostgreSQL refuses to run as root; then it runs as the first of these that there is."""


class NoPostgresError(Exception):
    """No server can be started here; says why."""


@contextmanager
def private_server() -> Iterator[str]:
    """The URL of an empty database, for as long as the context lasts. Raises NoPostgresError."""
    if find_spec("psycopg") is None:
        raise NoPostgresError("psycopg is not installed: `make install-test`")
    initdb, pg_ctl = _binary("initdb"), _binary("pg_ctl")
    owner = _owner()
    folder = Path(tempfile.mkdtemp(prefix="undertone-pg-", dir="/tmp"))  # a socket's path has to be short
    if owner is not None:
        shutil.chown(folder, owner)
    data = str(folder / "data")
    try:
        _run(owner, initdb, "-D", data, "-U", "undertone", "--auth=trust", "--encoding=UTF8", "--no-sync")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        _run(owner, pg_ctl, "-D", data, "-l", str(folder / "log"), "-o", options, "-w", "start")
        try:
            yield f"postgresql+psycopg://undertone@/postgres?host={folder}"
        finally:
            _run(owner, pg_ctl, "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)


def _binary(name: str) -> str:
    debian = sorted(Path("/usr/lib").glob(f"{DEBIAN_FOLDERS}/{name}"))
    found = shutil.which(name) or (str(debian[-1]) if debian else None)
    if found is None:
        raise NoPostgresError(f"no PostgreSQL server: {name} is not here; apt-get install postgresql")
    return found


def _owner() -> str | None:
    """Whom the server runs as, where it cannot be ourselves."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    owner = next((name for name in OWNERS if name in known), None)
    if owner is None:
        raise NoPostgresError("PostgreSQL does not run as root, and there is no other user for it")
    return owner


def _run(owner: str | None, *command: str) -> None:
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own programs
        command, user=owner, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise NoPostgresError(f"{Path(command[0]).name} failed: {done.stderr.strip()[-500:]}")
