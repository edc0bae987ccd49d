"""Measurements, printed as tables; nothing is asserted. ``python -m tests.benchmarks [name …]``."""
