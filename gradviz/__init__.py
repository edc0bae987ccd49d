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
from gradviz.core.api import losses, math, nn, test, train
from gradviz.core.control import cond, while_loop
from gradviz.core.custom import custom_gradient
from gradviz.core.defaults import (
    GraphKeys,
    add_to_collection,
    control_dependencies,
    get_collection,
    get_default_graph,
    get_default_session,
    name_scope,
    reset_default_graph,
)
from gradviz.core.dtypes import DType, as_dtype, float16, float32, float64, int32, int64, string
from gradviz.core.dtypes import bool_ as bool  # noqa: A004  TensorFlow's name
from gradviz.core.execute import evaluate
from gradviz.core.gradients import (
    AggregationMethod,
    BackwardPass,
    Contribution,
    UnconnectedGradients,
    backward,
    gradients,
)
from gradviz.core.graph import Graph, Operation, Tensor
from gradviz.core.hessians import hessians
from gradviz.core.ops import (
    abs,  # noqa: A004  TensorFlow's name
    acos,
    acosh,
    add,
    add_n,
    argmax,
    argmin,
    asin,
    asinh,
    atan,
    atan2,
    atanh,
    boolean_mask,
    broadcast_to,
    cast,
    ceil,
    check_numerics,
    clip_by_global_norm,
    clip_by_norm,
    clip_by_value,
    concat,
    constant,
    convert_to_tensor,
    cos,
    cosh,
    count_nonzero,
    cumprod,
    cumsum,
    div,
    div_no_nan,
    divide,
    einsum,
    equal,
    erf,
    erfc,
    exp,
    expand_dims,
    expm1,
    fill,
    floor,
    floordiv,
    floormod,
    gather,
    gather_nd,
    global_norm,
    greater,
    greater_equal,
    group,
    identity,
    is_finite,
    is_inf,
    is_nan,
    less,
    less_equal,
    log,
    log1p,
    logical_and,
    logical_not,
    logical_or,
    logical_xor,
    matmul,
    maximum,
    minimum,
    multiply,
    negative,
    no_op,
    norm,
    not_equal,
    one_hot,
    ones,
    ones_like,
    pad,
    placeholder,
    placeholder_with_default,
    pow,  # noqa: A004  TensorFlow's name
    random_normal,
    random_uniform,
    range,  # noqa: A004  TensorFlow's name
    rank,
    realdiv,
    reciprocal,
    reduce_all,
    reduce_any,
    reduce_logsumexp,
    reduce_max,
    reduce_mean,
    reduce_min,
    reduce_prod,
    reduce_sum,
    reshape,
    reverse,
    round,  # noqa: A004  TensorFlow's name
    rsqrt,
    set_random_seed,
    shape,
    sigmoid,
    sign,
    sin,
    sinh,
    size,
    slice,  # noqa: A004  TensorFlow's name
    split,
    sqrt,
    square,
    squared_difference,
    squeeze,
    stack,
    stop_gradient,
    subtract,
    tan,
    tanh,
    tensordot,
    tile,
    to_double,
    to_float,
    to_int32,
    transpose,
    truediv,
    truncated_normal,
    unstack,
    where,
    where_v2,
    zeros,
    zeros_like,
)
from gradviz.core.session import InteractiveSession, Session
from gradviz.core.shapes import TensorShape
from gradviz.core.variable import Variable
from gradviz.core.variables import (
    assign,
    assign_add,
    assign_sub,
    get_variable,
    global_variables,
    global_variables_initializer,
    is_variable_initialized,
    report_uninitialized_variables,
    trainable_variables,
    variables_initializer,
)
from gradviz.show import summary
from gradviz.study.language.errors import ExpressionError
from gradviz.study.models import parse_model
from gradviz.study.points import DataError, Points
from gradviz.study.reading.reader import read_points

newaxis = None
floor_mod = mod = floormod
floor_div = floordiv
initialize_all_variables = global_variables_initializer
