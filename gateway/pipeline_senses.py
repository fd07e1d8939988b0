"""`gateway.ports.Senses` over perception's pipeline."""

from perception.pipeline import Pipeline, SensedTurn
from perception.trajectory import Trajectory, TrajectoryPoint
from perception.window import Window


class PipelineSenses:
    """See `gateway.ports.Senses`."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline

    def new_trajectory(self) -> Trajectory:
        """The course of a mood that has just begun."""
        return Trajectory()

    def sense(self, text: str, trajectory: Trajectory) -> SensedTurn:
        """Read a text as the next turn of `trajectory`."""
        return self._pipeline.sense(Window(text=text), trajectory)

    def correct(self, trajectory: Trajectory, label: str) -> TrajectoryPoint:
        """The last turn of `trajectory` should have been `label`."""
        return trajectory.correct(label)
