"""A Redis for the tests of limits, where one is installed by the set-up."""

import pytest

from advisor.production import limits, shared
from tests.production.running import redis_server


@pytest.fixture(scope="session")
def redis_address(tmp_path_factory):
    with redis_server(tmp_path_factory.mktemp("redis")) as (address, _):
        yield address


@pytest.fixture
def anew(settings):
    """Forgets what was counted and connected before, and after."""

    def forget():
        for each in (limits.here, shared.shared):
            each.cache_clear()

    forget()
    yield settings
    forget()
