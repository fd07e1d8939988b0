"""What `undertone catalogue` and `undertone privacy` do on the database."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
