"""Training, under TensorFlow's names: `tf.train`."""

from gradviz.core.train.adadelta import AdadeltaOptimizer
from gradviz.core.train.optimizer import (
    Optimizer,
    create_global_step,
    get_global_step,
    get_or_create_global_step,
)
from gradviz.core.train.optimizers import (
    AdagradOptimizer,
    AdamOptimizer,
    GradientDescentOptimizer,
    MomentumOptimizer,
    RMSPropOptimizer,
)

__all__ = [
    "AdadeltaOptimizer",
    "AdagradOptimizer",
    "AdamOptimizer",
    "GradientDescentOptimizer",
    "MomentumOptimizer",
    "Optimizer",
    "RMSPropOptimizer",
    "create_global_step",
    "get_global_step",
    "get_or_create_global_step",
]
