"""The server's time for one rerun of the whole page, against an empty Streamlit page."""

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from tests.browser.server import ROOT, serve

PAGES = {"empty page": Path(__file__).parent / "empty_page.py", "gradviz": ROOT / "app.py"}
ROUNDS = 40


def main() -> None:
    """Prints the times of the first run and of the reruns, measured in turns on two servers."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        sessions = {
            name: stack.enter_context(_visit(script, Path(folder) / f"{name}.log"))
            for name, script in PAGES.items()
        }
        runs: dict[str, list[tuple[float, int]]] = {name: [] for name in PAGES}
        for _ in range(1 + ROUNDS):
            for name, session in sessions.items():
                runs[name].append(_run(session))
    print(f"one run of the whole page on the server, {ROUNDS} reruns, interleaved")
    print(f"{'page':12} {'first ms':>9} {'p50 ms':>7} {'p95 ms':>7} {'KiB':>6}")
    for name, ((first, _), *reruns) in runs.items():
        times = [seconds * 1e3 for seconds, _ in reruns]
        size = statistics.median(size for _, size in reruns) / 1024
        p95 = statistics.quantiles(times, n=20)[-1]
        print(
            f"{name:12} {first * 1e3:9.0f} {statistics.median(times):7.1f} {p95:7.1f} {size:6.1f}"
        )


@contextmanager
def _visit(script: Path, log: Path) -> Iterator[ClientConnection]:
    """A visitor's WebSocket to a server of the page's own."""
    with serve(log, script) as server:
        address = f"ws://{server.host}/_stcore/stream"
        with connect(address, subprotocols=["streamlit"], max_size=None) as session:  # type: ignore[list-item]
            yield session


def _run(session: ClientConnection) -> tuple[float, int]:
    """Asks for one run; the seconds until it has finished, and the bytes that it sent."""
    start = time.perf_counter()
    session.send(BackMsg(rerun_script=ClientState()).SerializeToString())
    size = 0
    while True:
        data = session.recv(timeout=60)
        size += len(data)
        message = ForwardMsg()
        message.ParseFromString(data)  # type: ignore[arg-type]
        if message.WhichOneof("type") == "script_finished":
            return time.perf_counter() - start, size
