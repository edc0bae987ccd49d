"""The document's session runs as it stands there, but for the import."""

import numpy as np

import gradviz as tf

W0, B0 = 1.6649098, 0.54648024


def test_the_documents_session():
    sess = tf.InteractiveSession()
    X = tf.placeholder("float", shape=[2, 1])
    Y = tf.placeholder("float", shape=[2, 1])
    W = tf.Variable(np.random.randn(), name="weight")
    b = tf.Variable(np.random.randn(), name="bias")
    pred = tf.add(tf.multiply(X, W), b)
    cost = 0.5 * tf.reduce_sum(tf.pow(pred - Y, 2))
    grads = tf.gradients(cost, [W, b])
    sess.run(tf.global_variables_initializer())
    data = {X: [[2.0], [3.0]], Y: [[3.0], [2.0]]}
    W_, b_, pred_, cost_, grads_ = sess.run([W, b, pred, cost, grads], feed_dict=data)
    expected = W_ * np.array([[2.0], [3.0]]) + b_
    np.testing.assert_allclose(pred_, expected, rtol=1e-6)

    sess.run([W.assign(W0), b.assign(B0)])
    W_, b_, pred_, cost_, grads_ = sess.run([W, b, pred, cost, grads], feed_dict=data)
    sess.close()
    assert (W_, b_) == (np.float32(W0), np.float32(B0))
    np.testing.assert_allclose(pred_, [[3.87629986], [5.5412097]], rtol=1e-7)
    np.testing.assert_allclose(cost_, 6.6540337, rtol=1e-7)
    np.testing.assert_allclose(grads_, [12.376228, 4.4175096], rtol=1e-7)
    assert isinstance(grads_, list)
    assert {type(v) for v in (W_, b_, cost_, *grads_)} == {np.float32}
    assert pred_.dtype == np.float32


def test_gradients_are_graph_and_differentiate_again():
    X, Y = tf.constant([[2.0], [3.0]]), tf.constant([[3.0], [2.0]])
    W, b = tf.Variable(W0), tf.Variable(B0)
    cost = 0.5 * tf.reduce_sum(tf.pow(X * W + b - Y, 2))
    grads = tf.gradients(cost, [W, b])
    hessian = [tf.gradients(g, [W, b]) for g in grads]
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        np.testing.assert_allclose(session.run(hessian), [[13.0, 5.0], [5.0, 2.0]], rtol=1e-6)
    assert grads[0].graph is cost.graph
