"""Benchmarks are run by hand, so pytest collects nothing here."""

collect_ignore_glob = ["*.py"]
