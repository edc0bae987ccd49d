"""The drawing's structure: what is a node, what is folded into an edge."""

import gradviz as tf
from gradviz.study.derivation import derivation, local_derivatives
from gradviz.study.diagram import diagram
from gradviz.study.models import linear_model


def test_the_linear_model():
    drawn = linear_model(2).diagram
    symbols = {node.name: node.symbol for node in drawn.nodes}
    assert symbols == {
        "X:0": "X",
        "Y:0": "Y",
        "W:0": "W",
        "b:0": "b",
        "Mul:0": "×",
        "pred:0": "+",
        "residual:0": "−",
        "Square:0": "( )²",
        "half:0": "½",
        "Sum:0": "Σ",
        "cost:0": "×",
    }
    assert {e.name for e in drawn.edges if e.summed} == {"W:0->Mul:0:1", "b:0->pred:0:1"}
    assert drawn.target == "cost:0"
    assert len(drawn.edges) == 10


def test_the_same_tensor_twice_is_two_edges():
    with tf.Graph().as_default():
        x = tf.constant(3.0, name="x")
        drawn = diagram(tf.multiply(x, x, name="y"))
    assert [e.name for e in drawn.edges] == ["x:0->y:0:0", "x:0->y:0:1"]


def test_one_point_needs_no_broadcast_in_its_formula():
    cost, by_W, by_b = derivation(linear_model(1))
    assert cost.formula == r"\tfrac{1}{2} \sum \left(\text{pred} - Y\right)^2"
    assert by_W.subject == ("W:0", "gradient")
    assert by_b.numbers == r"\slot{pred:0|value}{0} - \guard{Y:0|value}{0}"


def test_every_edge_says_how_the_gradient_passes():
    model = linear_model(2)
    local = local_derivatives(model)
    assert set(local) == {edge.name for edge in model.diagram.edges}
    assert all(one.formula or one.words for one in local.values())
    assert local["residual:0->Square:0:0"].formula == r"2 \text{residual}"
    assert local["Y:0->residual:0:1"].formula == "-1"
