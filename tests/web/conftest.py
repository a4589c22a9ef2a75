"""A second edition of model and prices beside the product's own."""

import pytest

from tests.editions import write_second_edition


@pytest.fixture(scope="session")
def second_edition(tmp_path_factory):
    """The folder that holds both."""
    folder = tmp_path_factory.mktemp("editions")
    write_second_edition(folder)
    return folder
