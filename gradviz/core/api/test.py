"""Checking gradients against differences, under TensorFlow's names: `tf.test`."""

from gradviz.core.jacobians import compute_gradient, compute_gradient_error

__all__ = ["compute_gradient", "compute_gradient_error"]
