"""The errors of this library, under TensorFlow's names where it has them: `tf.errors`."""

from gradviz.core.errors import (
    DTypeError,
    FailedPreconditionError,
    GradientCheckError,
    GradientError,
    InvalidArgumentError,
    ShapeError,
)

__all__ = [
    "DTypeError",
    "FailedPreconditionError",
    "GradientCheckError",
    "GradientError",
    "InvalidArgumentError",
    "ShapeError",
]
