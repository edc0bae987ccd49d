"""JAX: the op table in its words, which are NumPy's for the most part."""

from __future__ import annotations

from gradviz.core.graph import Operation
from gradviz.show.code.arrays import CUMSUM, SHARED
from gradviz.show.code.forms import PRODUCT, SIGN, Form, Language, Spelling


def _in_jax(spelling: Spelling) -> Spelling:
    if isinstance(spelling, Form):
        return spelling._replace(template=spelling.template.replace("np.", "jnp."))

    def form(op: Operation) -> Form:
        found = spelling(op)
        return found._replace(template=found.template.replace("np.", "jnp."))

    return form


_CROSS_ENTROPY = """\
def cross_entropy(logits, labels):
    value = -jnp.sum(labels * jax.nn.log_softmax(jax.lax.stop_gradient(logits)), axis=-1)
    # TensorFlow's rule: the logits receive softmax - labels, whatever the labels sum to.
    rule = jax.nn.logsumexp(logits, axis=-1)
    rule = rule - jnp.sum(jax.lax.stop_gradient(labels) * logits, axis=-1)
    return value + (rule - jax.lax.stop_gradient(rule))"""

JAX = Language(
    "JAX",
    {
        **{name: _in_jax(spelling) for name, spelling in SHARED.items()},
        # On a tie the first argument receives the whole gradient, as in TensorFlow.
        "Maximum": Form("jnp.where({0:2n} >= {1:2n}, {0:n}, {1:n})"),
        "Minimum": Form("jnp.where({0:2n} <= {1:2n}, {0:n}, {1:n})"),
        # The derivatives of jnp.abs and jax.nn.relu6 at their kinks are not TensorFlow's.
        "Abs": Form("{0:3} * jnp.sign({0})", PRODUCT),
        "Softsign": Form("jax.nn.soft_sign({0})"),
        "TopKV2": lambda op: Form(f"jax.lax.top_k({{0}}, {op.attributes['k']})[1]"),
        "Relu": Form("jax.nn.relu({0})"),
        "Relu6": Form("jnp.where({0:2} < 6, jax.nn.relu({0}), 6.0)"),
        "Elu": Form("jax.nn.elu({0})"),
        "Sigmoid": Form("jax.nn.sigmoid({0})"),
        "Softplus": Form("jax.nn.softplus({0})"),
        "Softmax": Form("jax.nn.softmax({0}, axis=-1)"),
        "LogSoftmax": Form("jax.nn.log_softmax({0}, axis=-1)"),
        "Erf": Form("jax.scipy.special.erf({0})"),
        "Erfc": Form("jax.scipy.special.erfc({0})"),
        "StopGradient": Form("jax.lax.stop_gradient({0})"),
        "SoftmaxCrossEntropyWithLogits": Form("cross_entropy({0}, {1})", needs=("cross_entropy",)),
        "SparseSoftmaxCrossEntropyWithLogits": Form(
            "-jnp.take_along_axis(jax.nn.log_softmax({0}), {1:6}[..., None], axis=-1)[..., 0]",
            SIGN,
        ),
    },
    lambda text, kind: (
        f"jnp.array({text})"
        if kind == "float64"
        else f"jnp.array({text}, jnp.{kind.replace('bool', 'bool_')})"
    ),
    frozenset({"Identity", "PlaceholderWithDefault"}),
    {"cumsum": CUMSUM.replace("np.", "jnp."), "cross_entropy": _CROSS_ENTROPY},
)
