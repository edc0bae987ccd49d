r"""The optimizers, a record each, with TensorFlow 1's rules and its defaults where it has any.

In a formula `{name}` stands for a setting or a piece of state before the step, `{name_new}` for it
after, `{x}` for a parameter's number, `{g}` for its slope, `{becomes}` for the arrow.
"""

from __future__ import annotations

from collections.abc import Mapping

from gradviz.study import rules
from gradviz.study.rules import Optimizer, Setting, Slot


def _rate(default: float, help_: str = "How far a step goes along the gradient.") -> Setting:
    return Setting("learning_rate", r"\eta", default, 0.0, 1e6, help_, log=True)


_MOMENTUM = Setting(
    "momentum", r"\mu", 0.9, 0.0, 1.0, "How much of its velocity the ball keeps from step to step."
)
_VELOCITY = Slot(
    "velocity", "v", 0.0, "The gradients so far, older ones counting less.", "velocity"
)
_DAMPING = Setting(
    "damping",
    r"\lambda",
    0.0,
    0.0,
    1e6,
    "Is added to every curvature: the larger, the more a step is one of gradient descent.",
    log=True,
)
_SEED = Setting("seed", "s", 0.0, 0.0, 1e9, "Chooses which samples come when.", whole=True)
_BATCH = Setting("batch", "B", 1.0, 1.0, 1e6, "How many samples a step looks at.", whole=True)
_EPSILON = "Keeps the step finite where the gradient has been zero."

_TABLE = (
    Optimizer(
        "gradient_descent",
        "Gradient descent",
        "Every step goes straight down the slope, as far as the slope is steep.",
        (_rate(0.01),),
        (),
        rules.descent,
        (r"{x_new} {becomes} {x} - {learning_rate} \cdot {g}",),
        source="Cauchy (1847), Méthode générale pour la résolution des systèmes d'équations.",
    ),
    Optimizer(
        "momentum",
        "Momentum",
        "A ball that keeps some of its velocity: faster along valleys, calmer across.",
        (_rate(0.01), _MOMENTUM),
        (_VELOCITY,),
        rules.momentum,
        (
            r"{velocity_new} {becomes} {momentum} \cdot {velocity} + {g}",
            r"{x_new} {becomes} {x} - {learning_rate} \cdot {velocity_new}",
        ),
        source="Polyak (1964), Some methods of speeding up the convergence of iteration methods.",
    ),
    Optimizer(
        "nesterov",
        "Nesterov momentum",
        "Momentum that takes the present slope into account once more, as if it looked ahead.",
        (_rate(0.01), _MOMENTUM),
        (_VELOCITY,),
        rules.nesterov,
        (
            r"{velocity_new} {becomes} {momentum} \cdot {velocity} + {g}",
            r"{x_new} {becomes} {x} - {learning_rate} \cdot \left({g} + {momentum} \cdot"
            r" {velocity_new}\right)",
        ),
        source="Nesterov (1983); as in Sutskever et al. (2013), On the importance of"
        " initialization and momentum in deep learning.",
    ),
    Optimizer(
        "adagrad",
        "Adagrad",
        "Each parameter has a rate of its own, the smaller the more it has moved already.",
        (
            _rate(0.01),
            Setting(
                "initial_accumulator_value",
                "a_0",
                0.1,
                1e-10,
                1e6,
                "What the sum of squares starts with: the smaller, the longer the first steps.",
                log=True,
            ),
        ),
        (
            Slot(
                "accumulator",
                "a",
                "initial_accumulator_value",
                "Sum of the squared gradients.",
                "squares",
            ),
        ),
        rules.adagrad,
        (
            r"{accumulator_new} {becomes} {accumulator} + {g}^2",
            r"{x_new} {becomes} {x} - {learning_rate} \cdot \frac{{{g}}}"
            r"{{\sqrt{{{accumulator_new}}}}}",
        ),
        source="Duchi, Hazan and Singer (2011), Adaptive subgradient methods, JMLR 12.",
    ),
    Optimizer(
        "rmsprop",
        "RMSProp",
        "As Adagrad, but old gradients are forgotten, so that the steps do not die away.",
        (
            _rate(0.001),
            Setting("decay", r"\rho", 0.9, 0.0, 1.0, "How slowly old gradients are forgotten."),
            Setting("momentum", r"\mu", 0.0, 0.0, 1.0, _MOMENTUM.help),
            Setting("epsilon", r"\varepsilon", 1e-10, 0.0, 1.0, _EPSILON, log=True),
        ),
        (
            Slot(
                "mean_square",
                "m",
                1.0,
                "Mean of the squared gradients, older counting less.",
                "squares",
            ),
            Slot("velocity", "v", 0.0, "The last step.", "velocity"),
        ),
        rules.rmsprop,
        (
            r"{mean_square_new} {becomes} {decay} \cdot {mean_square} + (1 - {decay}) \cdot {g}^2",
            r"{velocity_new} {becomes} {momentum} \cdot {velocity} + {learning_rate} \cdot"
            r" \frac{{{g}}}{{\sqrt{{{mean_square_new} + {epsilon}}}}}",
            r"{x_new} {becomes} {x} - {velocity_new}",
        ),
        source="Tieleman and Hinton (2012), Neural networks for machine learning, lecture 6.5.",
    ),
    Optimizer(
        "adam",
        "Adam",
        "Momentum and a rate of its own for each parameter, both corrected for their cold start.",
        (
            _rate(0.001),
            Setting("beta1", r"\beta_1", 0.9, 0.0, 1 - 1e-9, "How slowly the mean gradient moves."),
            Setting("beta2", r"\beta_2", 0.999, 0.0, 1 - 1e-9, "How slowly its square does."),
            Setting("epsilon", r"\varepsilon", 1e-8, 0.0, 1.0, _EPSILON, log=True),
        ),
        (
            Slot("m", "m", 0.0, "Mean of the gradients, older ones counting less.", "velocity"),
            Slot(
                "v", "v", 0.0, "Mean of the squared gradients, older ones counting less.", "squares"
            ),
        ),
        rules.adam,
        (
            r"{m_new} {becomes} {beta1} \cdot {m} + (1 - {beta1}) \cdot {g}",
            r"{v_new} {becomes} {beta2} \cdot {v} + (1 - {beta2}) \cdot {g}^2",
            r"{x_new} {becomes} {x} - {learning_rate} \cdot"
            r" \frac{{\sqrt{{1 - {beta2}^{{{count}}}}}}}{{1 - {beta1}^{{{count}}}}} \cdot"
            r" \frac{{{m_new}}}{{\sqrt{{{v_new}}} + {epsilon}}}",
        ),
        source="Kingma and Ba (2014), Adam: A method for stochastic optimization, section 2.",
    ),
    Optimizer(
        "newton",
        "Newton",
        "Goes to where the paraboloid that touches the surface has gradient zero: in one step, if"
        " the cost is quadratic.",
        (_rate(1.0, "How much of the way to there a step goes."), _DAMPING),
        (),
        rules.newton,
        (r"{x_new} {becomes} {x} - {learning_rate} \cdot {solution}",),
        matrix="Hessian",
        source="Nocedal and Wright, Numerical Optimization, 2nd ed., section 2.2.",
    ),
    Optimizer(
        "gauss_newton",
        "Gauss-Newton",
        "Newton's step with the curvature of the cost alone, as if the model were linear: never"
        " drawn to a saddle by the model's own curvature.",
        (_rate(1.0, "How much of the way a step goes."), _DAMPING),
        (),
        rules.newton,
        (r"{x_new} {becomes} {x} - {learning_rate} \cdot {solution}",),
        matrix="Gauss-Newton",
        source="Nocedal and Wright, Numerical Optimization, 2nd ed., section 10.3.",
    ),
    Optimizer(
        "sgd",
        "Mini-batch descent",
        "Looks at a few samples at a time, in a shuffled order, and takes their share of the"
        " gradient for the whole of it: cheap, and never quite at rest.",
        (_rate(0.01), _BATCH, _SEED),
        (),
        rules.descent,
        (r"{x_new} {becomes} {x} - {learning_rate} \cdot {g}",),
        sampled=True,
        source="Robbins and Monro (1951), A stochastic approximation method.",
    ),
)

OPTIMIZERS: Mapping[str, Optimizer] = {one.name: one for one in _TABLE}
"""All of them, by name, in the order of a menu."""


def optimizer(name: str) -> Optimizer:
    """The optimizer of that name.

    Raises:
        ValueError: if there is none.
    """
    if name not in OPTIMIZERS:
        raise ValueError(f"no optimizer {name[:40]!r}: there are {', '.join(OPTIMIZERS)}")
    return OPTIMIZERS[name]
