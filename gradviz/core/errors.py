"""The errors of the core: each refines the builtin that a caller would catch anyway."""


class ShapeError(ValueError):
    """Shapes that an operation cannot combine."""


class ComputedShapeError(ShapeError):
    """A shape or an axis that is known only when a run has computed it."""


class DTypeError(TypeError):
    """Element types that an operation cannot combine; nothing is cast silently."""


class ConversionError(DTypeError, ValueError):
    """A tensor of another element type than a conversion asks for: a ValueError in TensorFlow."""


class InvalidArgumentError(ValueError):
    """A run that was asked for something the graph cannot do with what was fed."""


class FailedPreconditionError(RuntimeError):
    """A run that reads a variable which nobody has initialized in this session."""


class GradientError(LookupError):
    """An operation on the way from xs to ys for which no gradient is defined."""


class GradientCheckError(AssertionError):
    """A gradient rule that central differences contradict."""
