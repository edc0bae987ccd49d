"""TensorFlow itself, where it is installed, set up so that it computes what the graph says."""

import importlib.util
import os
from typing import Any


def installed() -> bool:
    """Whether TensorFlow can be imported."""
    return importlib.util.find_spec("tensorflow") is not None


def tensorflow() -> tuple[Any, Any]:
    """TensorFlow 1's API in graph mode, and a session configuration without rewriting.

    TensorFlow's optimizer turns x**0.5 into a square root and x·0 into 0, so that infinities and
    NaN would depend on it.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import tensorflow.compat.v1 as tf

    tf.disable_v2_behavior()
    tf.get_logger().setLevel("ERROR")
    config = tf.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1)
    config.graph_options.rewrite_options.disable_meta_optimizer = True
    config.graph_options.optimizer_options.opt_level = -1
    return tf, config
