"""TensorFlow's namespaces: `tf.nn`, `tf.math`, `tf.train`, `tf.test`."""
