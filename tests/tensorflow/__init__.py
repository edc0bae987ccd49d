"""Random programs, run by this library and by TensorFlow, with the same results."""
