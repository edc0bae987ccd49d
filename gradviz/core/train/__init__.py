"""Optimizers: operations that move variables against their gradients."""
