"""Assembles perception from a folder of models; the only place that loads them."""

from dataclasses import dataclass
from pathlib import Path

from perception.pipeline import Pipeline


@dataclass(frozen=True)
class PerceptionConfig:
    """`models_dir` holds one folder per model; `n_threads` is the number of texts of a batch that
    are read side by side."""

    models_dir: Path
    n_threads: int = 1


def build_pipeline(config: PerceptionConfig) -> Pipeline:
    """Load every sense that ships.

    Raises WeightsError when a file is missing or cannot be loaded, with what to do.
    """
    from perception.text.perceiver import TextPerceiver

    return Pipeline([TextPerceiver(config.models_dir / "text", n_threads=config.n_threads)])
