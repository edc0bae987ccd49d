r"""Reverse-mode differentiation that can be looked at: TensorFlow 1's graph mode on NumPy.

Example:
    The linear model with two points, its cost, and the gradients of the cost:

    >>> import gradviz as tf
    >>> X = tf.placeholder("float", shape=[2, 1])
    >>> Y = tf.placeholder("float", shape=[2, 1])
    >>> W = tf.Variable(1.6649098, name="weight")
    >>> b = tf.Variable(0.54648024, name="bias")
    >>> pred = tf.add(tf.multiply(X, W), b)
    >>> cost = 0.5 * tf.reduce_sum(tf.pow(pred - Y, 2))
    >>> grads = tf.gradients(cost, [W, b])
    >>> session = tf.Session()
    >>> session.run(tf.global_variables_initializer())
    >>> data = {X: [[2.0], [3.0]], Y: [[3.0], [2.0]]}
    >>> session.run([cost, grads], feed_dict=data)
    [np.float32(6.6540337), [np.float32(12.376228), np.float32(4.4175096)]]
"""

from gradviz.core import errors
from gradviz.core.defaults import (
    control_dependencies,
    get_default_graph,
    GraphKeys,
    get_default_session,
    name_scope,
    reset_default_graph,
)
from gradviz.core.dtypes import DType, as_dtype, float16, float32, float64, int32, int64
from gradviz.core.dtypes import bool_ as bool  # noqa: A004  TensorFlow's name
from gradviz.core.execute import evaluate
from gradviz.core.gradients import BackwardPass, Contribution, backward, gradients
from gradviz.core.graph import Graph, Operation, Tensor
from gradviz.core.ops import (
    add,
    add_n,
    broadcast_to,
    constant,
    convert_to_tensor,
    divide,
    greater,
    group,
    identity,
    log,
    multiply,
    negative,
    no_op,
    placeholder,
    pow,  # noqa: A004  TensorFlow's name
    reduce_sum,
    reshape,
    square,
    subtract,
    where,
)
from gradviz.core.session import InteractiveSession, Session
from gradviz.core.shapes import TensorShape
from gradviz.core.variable import (
    Variable,
    global_variables,
    global_variables_initializer,
    trainable_variables,
    variables_initializer,
)
