"""Records what TensorFlow computes: `python -m tests.tensorflow.record`, where it is installed."""

import gzip
import json
import sys
from pathlib import Path

from tests.tensorflow.contract import CASES, outcome
from tests.tensorflow.generate import program
from tests.tensorflow.interpret import run
from tests.tensorflow.real import tensorflow

FILE = Path(__file__).with_name("recorded.json.gz")
CONTRACT = Path(__file__).with_name("contract.json.gz")
COUNT = 400


def main() -> None:
    """Runs the first programs, and the contract, with TensorFlow; writes results, a line each."""
    tf, config = tensorflow()
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    lines = []
    for number in range(count):
        written = program(number)
        lines.append(json.dumps([written, run(tf, written, config)], separators=(",", ":")))
    write(FILE, [json.dumps({"tensorflow": tf.__version__}), *lines])
    cases = {name: outcome(tf, case, config) for name, case in CASES.items()}
    write(CONTRACT, [json.dumps([name, result]) for name, result in cases.items()])


def write(path: Path, lines: list[str]) -> None:
    """Writes lines, without time and name: the same results make the same bytes."""
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, 0) as file:
        file.write("\n".join(lines).encode())
    print(f"{path.name}: {len(lines)} lines, {path.stat().st_size} bytes")  # noqa: T201


if __name__ == "__main__":
    main()
