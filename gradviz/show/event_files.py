"""Event files, which TensorBoard reads: summaries by step, and the graph.

Written by tensorboardX, the part of TensorBoard that writes: its messages and its records, whose
checksums the crc32c package computes in C.
"""

from __future__ import annotations

import io
import os
import tempfile
import threading
import time
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from gradviz.core.graph import Graph
from gradviz.show.graph_def import graph_def as message_of

if TYPE_CHECKING:
    from tensorboardX.proto.event_pb2 import Event


class FileWriter:
    """Writes summaries into an event file in a folder.

    TensorFlow's writes from a thread of its own; this one writes at once, and what it has written
    is in the file after `flush`, `close`, or `flush_secs`.

    Example:
        >>> import tempfile
        >>> from gradviz.core.ops.summaries import scalar
        >>> from gradviz.core.session import Session
        >>> cost = scalar("cost", 1.5)
        >>> with tempfile.TemporaryDirectory() as folder, FileWriter(folder) as writer:
        ...     writer.add_summary(Session().run(cost), global_step=1)
    """

    def __init__(
        self,
        logdir: Any,
        graph: Any = None,
        max_queue: int = 10,
        flush_secs: float = 120,
        graph_def: Any = None,
        filename_suffix: str | None = None,
        session: Any = None,
    ) -> None:
        """Makes the folder, if it is not there, and a new event file in it.

        Args:
            logdir: the folder.
            graph: the graph to write first, if there is one.
            max_queue: accepted and without effect: there is no queue.
            flush_secs: after how many seconds what was written has to be in the file.
            graph_def: a `GraphDef` message instead of a graph.
            filename_suffix: the end of the file's name.
            session: accepted as None only.

        Raises:
            TypeError: if `graph` is none.
            ValueError: if a session is given, for which TensorFlow would write elsewhere.
        """
        del max_queue
        if session is not None:
            raise ValueError("FileWriter: session is not supported; leave it out")
        self._logdir = str(os.fspath(logdir))
        self._flush_secs = flush_secs
        self._suffix = filename_suffix or ""
        self._lock = threading.Lock()
        self._described: set[str] = set()
        self._open()
        if graph is not None or graph_def is not None:
            self.add_graph(graph, graph_def=graph_def)

    def _open(self) -> None:
        from tensorboardX.event_file_writer import EventsWriter

        folder = Path(self._logdir)
        folder.mkdir(parents=True, exist_ok=True)
        # The name has the second in it: a second file in one second would replace the first.
        files = sum(1 for _ in folder.glob("events.out.tfevents.*"))
        suffix = f".{files}{self._suffix}" if files else self._suffix
        self._file: Any = EventsWriter(str(folder / "events"), suffix)
        self._flushed = time.monotonic()
        self._file.flush()
        self._closed = False

    def add_summary(self, summary: Any, global_step: Any = None) -> None:
        """Writes a summary.

        Args:
            summary: what a run of a summary operation returned, or a `Summary` message.
            global_step: the step that it belongs to, a number.

        Raises:
            TypeError: if it is neither.
        """
        from tensorboardX.proto.event_pb2 import Event
        from tensorboardX.proto.summary_pb2 import Summary

        if isinstance(summary, bytes):
            message = Summary.FromString(summary)
        elif hasattr(summary, "SerializeToString"):
            message = Summary.FromString(summary.SerializeToString())
        else:
            raise TypeError(
                "add_summary: give what a run of a summary operation returned (bytes), or a Summary"
                f" message, not {summary!r}"
            )
        for value in message.value:
            # What a value is about is written once per tag, as TensorFlow does.
            if value.HasField("metadata"):
                if value.tag in self._described:
                    value.ClearField("metadata")
                self._described.add(value.tag)
        self._add(Event(summary=message), global_step)

    def add_graph(self, graph: Any, global_step: Any = None, graph_def: Any = None) -> None:
        """Writes a graph.

        Raises:
            TypeError: if it is none.
            ValueError: if neither is given, or both.
        """
        from tensorboardX.proto.event_pb2 import Event

        if graph is not None and graph_def is not None:
            raise ValueError("Please pass only graph, or graph_def (deprecated), but not both.")
        message = graph if graph_def is None else graph_def
        if message is None:
            raise ValueError("Please specify either `graph` or `graph_def`.")
        if isinstance(message, Graph):
            message = message_of(message)
        if not hasattr(message, "SerializeToString"):
            raise TypeError(
                "The passed graph must be an instance of `Graph` or the deprecated `GraphDef`,"
                f" not {message!r}"
            )
        self._add(Event(graph_def=message.SerializeToString()), global_step)

    def add_event(self, event: Event) -> None:
        """Writes an `Event` message.

        Raises:
            TypeError: if it is none.
        """
        if self._closed:
            warnings.warn(
                "Attempting to use a closed FileWriter. The operation will be a noop unless the"
                " FileWriter is explicitly reopened.",
                stacklevel=3,
            )
            return
        with self._lock:
            self._file.write_event(event)
            if time.monotonic() - self._flushed >= self._flush_secs:
                self._file.flush()
                self._flushed = time.monotonic()

    def _add(self, event: Any, global_step: Any) -> None:
        event.wall_time = time.time()
        if global_step is not None:
            event.step = int(global_step)
        self.add_event(event)

    def get_logdir(self) -> str:
        """The folder."""
        return self._logdir

    def flush(self) -> None:
        """Puts all that was written into the file."""
        if not self._closed:
            with self._lock:
                self._file.flush()

    def close(self) -> None:
        """Closes the file."""
        if not self._closed:
            self._file.close()
            self._closed = True

    def reopen(self) -> None:
        """Goes on in a new file of the same folder, if the writer was closed."""
        if self._closed:
            self._described.clear()
            self._open()

    def __enter__(self) -> FileWriter:
        """The writer itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Closes the file."""
        self.close()


def zipped(write: Callable[[Path], None]) -> bytes:
    """A zip file of the folder that a function fills, for a download.

    Args:
        write: is called with an empty folder.
    """
    with tempfile.TemporaryDirectory(prefix="gradviz-") as folder:
        root = Path(folder)
        write(root)
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(root.rglob("*")):
                archive.write(path, path.relative_to(root))
        return content.getvalue()
