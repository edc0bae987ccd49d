"""The real app in a process of its own, on a free port of the loopback interface."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
START_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A running Streamlit server.

    Attributes:
        url: Where it answers, without a trailing slash.
        log: The file that its output goes to.
        pid: Its process id.
    """

    url: str
    log: Path
    pid: int

    @property
    def host(self) -> str:
        """Name and port, as they stand in the URL of every request to it."""
        return self.url.removeprefix("http://")

    def tracebacks(self) -> str:
        """What it has printed, if that holds a traceback; otherwise nothing."""
        text = self.log.read_text(encoding="utf-8", errors="replace")
        return text if "Traceback (most recent call last)" in text else ""


@contextmanager
def serve(log: Path, script: Path = ROOT / "app.py") -> Iterator[Server]:
    """Starts ``streamlit run`` on a script from the repository's root, and stops it at the end.

    Args:
        log: The file that the server's output goes to.
        script: What to run; the app itself unless told.

    Raises:
        RuntimeError: If the server ends, or does not answer within a minute; with its output.
    """
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    options = {
        "server.port": port,
        "server.address": "127.0.0.1",
        "server.headless": "true",
        # A file saved while the tests run must not rerun a page under test.
        "server.fileWatcherType": "none",
    }
    command += [f"--{name}={value}" for name, value in options.items()]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
    server = Server(f"http://127.0.0.1:{port}", log, process.pid)
    try:
        _wait_until_healthy(server, process)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_healthy(server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    said = server.log.read_text(encoding="utf-8", errors="replace")
    raise RuntimeError(f"the server did not start (exit code {process.poll()}):\n{said}")
