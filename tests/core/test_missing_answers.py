"""What cannot be answered here is refused in words, and what is random stays what it promises."""

import numpy as np
import pytest

import gradviz as tf


def test_control_flow_is_refused():
    x = tf.constant(3.0)
    with pytest.raises(NotImplementedError, match=r"choose with where\(condition, x, y\)"):
        tf.cond(x > 0.0, lambda: x, lambda: -x)
    with pytest.raises(NotImplementedError, match="no control flow"):
        tf.while_loop(lambda i: i < 3, lambda i: i + 1, [0])


def test_a_mask_that_is_computed_is_refused():
    x = tf.constant([1.0, -1.0])
    with pytest.raises(NotImplementedError, match="give the mask as numbers"):
        tf.boolean_mask(x, x > 0.0)


def test_a_matrix_has_no_2_norm_without_singular_values():
    with pytest.raises(NotImplementedError, match="singular values"):
        tf.norm(tf.ones([2, 2]), 2, axis=[0, 1])


def test_dropout_keeps_the_mean():
    x = tf.ones([20_000])
    y = tf.nn.dropout(x, keep_prob=0.25, seed=1)
    value, slope = tf.Session().run([y, tf.gradients(y, x)[0]])
    assert set(np.unique(value)) == {0, 4}
    assert value.mean() == pytest.approx(1, abs=0.05)
    np.testing.assert_array_equal(value, slope)  # one draw for both directions
    assert tf.nn.dropout(x, rate=0.0) is x
    with pytest.raises(ValueError, match="one of the two"):
        tf.nn.dropout(x)


def test_places_of_numbers():
    with pytest.raises(TypeError, match="indices must be integers"):
        tf.one_hot(tf.constant([1.0]), 3)
    with pytest.raises(TypeError, match="of different types"):
        tf.one_hot([1], 3, on_value=1.0, off_value=0)
    found = tf.Session().run(tf.one_hot([[1, 5]], 2, on_value=5, off_value=-1, axis=0))
    np.testing.assert_array_equal(found, [[[-1, -1]], [[5, -1]]])


def test_a_number_has_no_margins():
    x = tf.placeholder("double", [])
    y = tf.pad(x, ())
    assert tf.Session().run([y, *tf.gradients(y, x)], {x: 3.0}) == [3.0, 1.0]
    with pytest.raises(ValueError, match="one pair of widths for each axis"):
        tf.pad(x, [[1, 1]])


def test_the_sum_of_all_costs():
    x = tf.placeholder("double", [None])
    tf.losses.mean_squared_error(tf.zeros_like(x), x)
    tf.losses.mean_squared_error(tf.zeros_like(x), 2.0 * x)
    total = tf.losses.get_total_loss()
    assert tf.Session().run(total, {x: [1.0, 3.0]}) == pytest.approx(25)


@pytest.mark.parametrize("name", ["ij,jk", "ij->ji->j", "i j->k", "ii->i", "ij->"])
def test_equations(name):
    x = tf.ones([2, 2])
    if name == "ij->":
        assert tf.Session().run(tf.einsum(name, x)) == 4
    else:
        with pytest.raises(ValueError, match="einsum|Expected"):
            tf.einsum(name, x)


def test_a_rule_of_ones_own_where_the_shape_is_not_known():
    @tf.custom_gradient
    def twice(x):
        return 2.0 * x, lambda dy: 10.0 * dy

    x = tf.placeholder("double", [None])
    y = tf.check_numerics(twice(tf.concat([x, x], 0)), "said")
    found = tf.Session().run([y, tf.gradients(y, x)[0]], {x: [1.0, 2.0]})
    np.testing.assert_array_equal(found[0], [2, 4, 2, 4])
    np.testing.assert_array_equal(found[1], [20, 20])


def test_integers_that_are_xs_of_a_y_that_is_an_x():
    i = tf.constant([1, 2])
    y = tf.maximum(i, i)
    assert tf.gradients(y, i) == [None]
    found = tf.Session().run(tf.gradients(y, [i, y]))
    np.testing.assert_array_equal(found, np.ones((2, 2)))
