"""What all tests share: a graph of their own, the property tests' profiles, and the order."""

import os

import pytest
from hypothesis import settings

import gradviz as tf

# In CI the same examples every time and no deadline: a busy machine is not a wrong result.
settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("local", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "local")


class OwnGraph:
    """Lets every test and doctest begin with an empty default graph, whatever ran before it."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self) -> None:
        tf.reset_default_graph()


def pytest_configure(config: pytest.Config) -> None:
    # As a plugin, because the hooks of this file itself do not reach the doctests in gradviz/.
    config.pluginmanager.register(OwnGraph())


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Runs what is quick first, and the browser, whose event loop must not meet AppTest's, last."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
