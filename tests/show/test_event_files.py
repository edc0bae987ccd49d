"""Event files, read back by TensorBoard's own reader."""

import io
import subprocess
import sys
import zipfile

import numpy as np
import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.backend.event_processing.event_file_loader import RawEventFileLoader
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.graph_pb2 import GraphDef

import gradviz as tf
from gradviz.show.event_files import zipped
from gradviz.show.graph_def import graph_def


def events(folder):
    """The events of all the folder's files."""
    return [
        Event.FromString(record)
        for path in sorted(folder.glob("*tfevents*"))
        for record in RawEventFileLoader(str(path)).Load()
    ]


def trained(folder, steps=5, filename_suffix=None):
    """Writes a small training run in TensorFlow 1's way; returns the values that were written."""
    W = tf.Variable(np.linspace(-1.0, 1.0, 6).reshape(2, 3), name="W")
    cost = tf.reduce_sum(tf.square(W), name="cost")
    optimizer = tf.train.GradientDescentOptimizer(0.1)
    pairs = optimizer.compute_gradients(cost)
    step = optimizer.apply_gradients(pairs)
    tf.summary.scalar("cost_of_step", cost)
    tf.summary.histogram("W_gradient", pairs[0][0])
    merged = tf.summary.merge_all()
    found = []
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        writer = tf.summary.FileWriter(folder, session.graph, filename_suffix=filename_suffix)
        for n in range(steps):
            summary, now, g, _ = session.run([merged, cost, pairs[0][0], step])
            writer.add_summary(summary, n)
            found.append((now, g))
        writer.close()
    return found


def test_tensorboard_reads_what_was_written(tmp_path):
    found = trained(tmp_path)
    reader = EventAccumulator(str(tmp_path), size_guidance={"scalars": 0, "histograms": 0})
    reader.Reload()
    assert reader.Tags()["graph"] is True
    scalars = reader.Scalars("cost_of_step")
    histograms = reader.Histograms("W_gradient")
    assert [event.step for event in scalars] == [event.step for event in histograms] == [*range(5)]
    for (cost, g), scalar, histogram in zip(found, scalars, histograms, strict=True):
        value = histogram.histogram_value
        assert scalar.value == np.float32(cost)
        assert (value.min, value.max, value.num) == (g.min(), g.max(), g.size)
        assert value.sum == pytest.approx(g.sum())
        for low, high, count in zip(
            value.bucket_limit, value.bucket_limit[1:], value.bucket[1:], strict=False
        ):
            assert count == np.count_nonzero((g >= low) & (g < high))


def test_the_graph_is_read_back_with_names_inputs_shapes_and_types(tmp_path):
    trained(tmp_path)
    reader = EventAccumulator(str(tmp_path))
    reader.Reload()
    nodes = {node.name: node for node in reader.Graph().node}
    operations = tf.get_default_graph().get_operations()
    assert list(nodes) == [op.name for op in operations]
    for op in operations:
        node = nodes[op.name]
        assert node.op == op.type
        wanted = [t.op.name if not t.value_index else t.name for t in op.inputs]
        assert list(node.input) == wanted + [f"^{c.name}" for c in op.control_inputs]
        shapes = node.attr["_output_shapes"].list.shape
        assert [[d.size for d in s.dim] for s in shapes] == [[*t.shape] for t in op.outputs]
    assert nodes["W"].attr["dtype"].type == 2
    assert [d.size for d in nodes["W"].attr["shape"].shape.dim] == [2, 3]
    assert nodes["cost_of_step/tags"].attr["value"].tensor.string_val == [b"cost_of_step"]
    content = nodes["W/initial_value"].attr["value"].tensor.tensor_content
    assert np.frombuffer(content).tolist() == np.linspace(-1, 1, 6).tolist()


def test_open_shapes_are_minus_one_in_the_graph():
    tf.placeholder("float", [None, 2], name="x")
    tf.placeholder("float", name="y")
    x, y = graph_def(tf.get_default_graph()).node
    assert [d.size for d in x.attr["shape"].shape.dim] == [-1, 2]
    assert y.attr["shape"].shape.unknown_rank
    assert GraphDef.FromString(graph_def(tf.get_default_graph()).SerializeToString())


def test_events_begin_with_the_version_and_have_times(tmp_path):
    trained(tmp_path, steps=1, filename_suffix=".mine")
    (path,) = tmp_path.iterdir()
    assert path.name.startswith("events.out.tfevents.")
    assert path.name.endswith(".mine")
    first, graph, summary = events(tmp_path)
    assert first.file_version == "brain.Event:2"
    assert graph.WhichOneof("what") == "graph_def"
    assert first.wall_time <= graph.wall_time <= summary.wall_time


def test_two_writers_of_one_second_keep_two_files(tmp_path):
    for value in (1.0, 2.0):
        with tf.summary.FileWriter(tmp_path) as writer:
            writer.add_summary(tf.Session().run(tf.summary.scalar("x", value)))
    found = [e.summary.value[0].simple_value for e in events(tmp_path) if e.HasField("summary")]
    assert sorted(found) == [1.0, 2.0]


def test_a_closed_writer_warns_and_a_reopened_one_goes_on(tmp_path):
    writer = tf.summary.FileWriter(str(tmp_path / "deep" / "er"))
    summary = tf.Session().run(tf.summary.scalar("x", 1.0))
    writer.close()
    writer.close()
    with pytest.warns(UserWarning, match="closed FileWriter"):
        writer.add_summary(summary)
    writer.reopen()
    writer.add_summary(summary, np.int64(7))
    writer.flush()
    assert [e.step for e in events(tmp_path / "deep" / "er") if e.HasField("summary")] == [7]
    assert writer.get_logdir() == str(tmp_path / "deep" / "er")
    writer.close()


def test_messages_made_by_hand_are_written(tmp_path):
    made = tf.summary.Summary(value=[tf.summary.Summary.Value(tag="t", simple_value=2.0)])
    with tf.summary.FileWriter(tmp_path) as writer:
        writer.add_summary(made, 3)
        writer.add_event(tf.summary.Event(step=4, summary=made))
        writer.add_graph(None, graph_def=GraphDef())
    assert [e.step for e in events(tmp_path) if e.HasField("summary")] == [3, 4]


@pytest.mark.parametrize(
    ("use", "error", "match"),
    [
        (lambda w: w.add_summary("x", 1), TypeError, "add_summary"),
        (lambda w: w.add_graph("x"), TypeError, "must be an instance of `Graph`"),
        (lambda w: w.add_graph(None), ValueError, "specify either"),
        (lambda w: w.add_graph(tf.Graph(), graph_def=GraphDef()), ValueError, "not both"),
        (lambda w: w.add_event("x"), TypeError, "Event"),
    ],
)
def test_wrong_uses_are_refused(tmp_path, use, error, match):
    with tf.summary.FileWriter(tmp_path) as writer, pytest.raises(error, match=match):
        use(writer)


def test_the_library_loads_no_writer_until_one_is_made():
    code = """import sys, gradviz
gradviz.summary.scalar("x", 1.0)
print("tensorboardX" in sys.modules)"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_folder_is_zipped():
    content = zipped(lambda folder: trained(folder / "run") and None)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if "tfevents" in name]
        assert len(names) == 1
        assert names[0].startswith("run/events.out.tfevents.")
