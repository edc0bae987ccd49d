"""What TensorBoard is told, under TensorFlow's names: `tf.summary`."""

from __future__ import annotations

from typing import Any

from gradviz.core.ops.summaries import histogram, merge, merge_all, scalar
from gradviz.show.event_files import FileWriter

__all__ = ["FileWriter", "histogram", "merge", "merge_all", "scalar"]


def __getattr__(name: str) -> Any:
    """The messages `Summary` and `Event`, whose package is imported when they are asked for."""
    if name == "Summary":
        from tensorboardX.proto.summary_pb2 import Summary

        return Summary
    if name == "Event":
        from tensorboardX.proto.event_pb2 import Event

        return Event
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
