"""The browser's kernels against NumPy's: every op of the table, and random graphs."""

import inspect
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

import gradviz as tf
from gradviz.core.export import export
from gradviz.core.graph import Tensor
from gradviz.core.op import OPS, Op
from tests.browser.server import Server

SPECIAL = (np.nan, np.inf, -np.inf, 0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.0, 1e300, -1e-300, 40.0)
RUN = """async ({plan, feeds}) => {
  const {Program, runnable} = await import('/assets/program.js');
  if (!runnable(plan)) return null;
  const program = new Program(plan);
  program.run(feeds);
  return plan.fetches.map((_, at) => [...program.fetched(at).data]);
}"""
RAN = [op for op in OPS.values() if op.domain or op.examples]
# Which of two equal numbers numpy takes depends on the machine; so does the sign of a zero.
EITHER_ZERO = {"Maximum", "Minimum", "Max", "Min", "Relu", "Relu6", "Softplus", "FloorMod", "Cast"}


@pytest.fixture(scope="module")
def page(chromium: Browser, server: Server) -> Iterator[Page]:
    """A page of the server's, with nothing on it."""
    page = chromium.new_page()
    page.goto(f"{server.url}/assets/program.js")
    yield page
    page.close()


def compare(
    page: Page, fetches: Sequence[Tensor], feeds: dict[Tensor, Any], signs: bool = True
) -> None:
    """Runs a program here and there: 1e-12 of the largest finite number, NaN and ∞ in place."""
    plan = json.loads(json.dumps(export(fetches, list(feeds))))
    # As JSON has no NaN, the numbers travel by Playwright's own encoding, with every bit.
    entries = [np.ravel(np.asarray(v, float)).tolist() for v in feeds.values()]
    theirs = page.evaluate(RUN, {"plan": plan, "feeds": entries})
    assert theirs is not None, f"no kernel for one of {sorted({s[0] for s in plan['steps']})}"
    for tensor, ours, other in zip(fetches, tf.evaluate(fetches, feeds), theirs, strict=True):
        expected, actual = np.ravel(np.asarray(ours, float)), np.array(other, float)
        np.testing.assert_allclose(actual, expected, rtol=1e-12, atol=1e-300, err_msg=str(tensor))
        if signs:
            zero = expected == 0
            np.testing.assert_array_equal(np.signbit(actual[zero]), np.signbit(expected[zero]))


def apply(op: Op, inputs: Sequence[Tensor]) -> Tensor:
    """An entry-by-entry op of the table on tensors of one shape."""
    assert op.kernel is not None
    own = not isinstance(op.kernel, np.ufunc)
    parameters = inspect.signature(op.kernel).parameters.values() if own else ()
    attributes = {p.name: p.default for p in parameters if p.kind is p.KEYWORD_ONLY}
    with np.errstate(all="ignore"):
        kind = np.asarray(op.kernel(*(np.ones(()) for _ in inputs))).dtype
    [shape] = {t.shape for t in inputs}
    graph = inputs[0].graph
    return graph.create_op(op, op.type, inputs, [shape], [tf.as_dtype(kind)], attributes).outputs[0]


@pytest.mark.parametrize("op", RAN, ids=lambda op: op.type)
def test_an_op_gives_numpys_numbers(page: Page, op: Op) -> None:
    random = np.random.default_rng(1)
    builders: list[tuple[Callable[..., Tensor], Sequence[Sequence[int]]]] = list(op.examples)
    if op.domain:
        builders.append((lambda *x: apply(op, x), [(3, 2)] * len(op.domain)))
    for build, shapes in builders:
        with tf.Graph().as_default():
            xs = [tf.placeholder("double", shape) for shape in shapes]
            ends = op.domain or [(-2.0, 2.0)] * len(xs)
            drawn = {
                x: random.uniform(*end, x.shape) for x, end in zip(xs, ends, strict=bool(op.domain))
            }
            compare(page, [build(*xs)], drawn, op.type not in EITHER_ZERO)


@pytest.mark.parametrize("op", [o for o in RAN if o.domain], ids=lambda op: op.type)
def test_an_op_has_numpys_special_values(page: Page, op: Op) -> None:
    grid = np.meshgrid(*[SPECIAL] * len(op.domain), indexing="ij")
    with tf.Graph().as_default():
        xs = [tf.placeholder("double", [axis.size]) for axis in grid]
        feeds = {x: axis.ravel() for x, axis in zip(xs, grid, strict=True)}
        compare(page, [apply(op, xs)], feeds, op.type not in EITHER_ZERO)


@pytest.mark.parametrize("seed", range(60))
def test_random_graphs_with_their_gradients(page: Page, seed: int) -> None:
    random = np.random.default_rng(seed)
    smooth = [op for op in RAN if op.domain and not op.constant]
    with tf.Graph().as_default():
        shape = tuple(random.integers(1, 12, random.integers(0, 3)))
        xs = [tf.placeholder("double", shape) for _ in range(3)]
        tensors = list(xs)
        for _ in range(int(random.integers(2, 12))):
            op = smooth[int(random.integers(len(smooth)))]
            chosen = [tensors[int(random.integers(len(tensors)))] for _ in op.domain]
            near = [_within(t, ends) for t, ends in zip(chosen, op.domain, strict=True)]
            tensors.append(apply(op, near))
        total = tf.add_n([tf.reduce_sum(t * t) for t in tensors])
        found = [g for g in tf.gradients(total, xs) if g is not None]
        # Numbers of one sign do not cancel, so that 1e-12 of each is 1e-12 of what it is made of.
        feeds = {x: random.uniform(0.5, 1.5, shape) for x in xs}
        compare(page, [total, *(g * g for g in found)], feeds, signs=False)


def _within(tensor: Tensor, interval: tuple[float, float]) -> Tensor:
    """Any number as one of an interval, smoothly."""
    low, high = interval
    return (low + high) / 2 + (high - low) / 2 * (tensor / (1.0 + tf.square(tensor)))
