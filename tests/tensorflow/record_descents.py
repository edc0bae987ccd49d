"""Records TensorFlow's descents: `python -m tests.tensorflow.record_descents`, with TensorFlow."""

import gzip
import json
from pathlib import Path

from tests.tensorflow.descents import OPTIMIZERS, path, problems
from tests.tensorflow.real import tensorflow

FILE = Path(__file__).with_name("descents.json.gz")


def main() -> None:
    """Runs every optimizer on every problem, in float32, and writes all the points."""
    tf, config = tensorflow()
    found: dict[str, object] = {"tensorflow": tf.__version__}
    for problem in problems():
        for name in OPTIMIZERS:
            points = path(tf, problem, name, "float32", config)
            # Nine digits say a float32 exactly.
            found[f"{problem} {name}"] = [[float(f"{x:.9g}") for x in point] for point in points]
    text = json.dumps(found, separators=(",", ":"))
    # No time and no name in the file: the same results make the same bytes.
    with FILE.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, 0) as file:
        file.write(text.encode())
    print(f"{len(found) - 1} descents, {FILE.stat().st_size} bytes")  # noqa: T201


if __name__ == "__main__":
    main()
