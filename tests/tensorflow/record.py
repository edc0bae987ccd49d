"""Records what TensorFlow computes: `python -m tests.tensorflow.record`, where it is installed."""

import gzip
import json
import sys
from pathlib import Path

from tests.tensorflow.generate import program
from tests.tensorflow.interpret import run
from tests.tensorflow.real import tensorflow

FILE = Path(__file__).with_name("recorded.json.gz")
COUNT = 400


def main() -> None:
    """Runs the first programs with TensorFlow and writes programs and results, a line each."""
    tf, config = tensorflow()
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    lines = []
    for number in range(count):
        written = program(number)
        lines.append(json.dumps([written, run(tf, written, config)], separators=(",", ":")))
    text = "\n".join([json.dumps({"tensorflow": tf.__version__}), *lines])
    # No time and no name in the file: the same results make the same bytes.
    with FILE.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, 0) as file:
        file.write(text.encode())
    print(f"{count} programs, {FILE.stat().st_size} bytes")  # noqa: T201


if __name__ == "__main__":
    main()
