"""Everything that a change must pass: ``python -m tests [arguments for pytest]``.

Lint, format, types and layers first, then the tests. All run even if one fails; the exit code is 0
only if all passed.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
STEPS = {
    "lint": ["ruff", "check", "--output-format", "concise", "."],
    "format": ["ruff", "format", "--check", "."],
    "types": ["mypy"],
    "layers": ["lint-imports"],
    # On all cores. A worker has a server and a browser of its own, and whole files of their tests.
    "tests": ["pytest", "-m", "not browser", "-n", "auto", "-q"],
    # A browser on a busy machine can be late: what fails is tried once more, and named as RERUN.
    "browser": ["pytest", "-m", "browser", "-n", "2", "--dist", "loadfile", "-q"]
    + ["--reruns", "1", "-r", "R"],
}


def main(pytest_arguments: list[str]) -> int:
    """Runs every step from the repository's root and names those that failed."""
    # The tools of the running interpreter's environment come first, whether it is activated or not.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    failed = []
    steps = dict(STEPS)
    if pytest_arguments:
        steps = {step: command for step, command in steps.items() if command[0] != "pytest"}
        steps["tests"] = ["pytest", *pytest_arguments]
    for step, command in steps.items():
        if command[0] == "pytest":
            command = [sys.executable, "-m", *command]
        print(f"\n=== {step}: {' '.join(command)}", flush=True)
        start = time.monotonic()
        status = subprocess.run(
            command, cwd=ROOT, env={**os.environ, "PATH": path}, check=False
        ).returncode
        if status:
            failed.append(step)
            print(f"=== {step} FAILED after {time.monotonic() - start:.0f} s", flush=True)
    if failed:
        print(f"\n=== FAILED: {', '.join(failed)}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
