"""docs/moving.md says what the code does."""

from __future__ import annotations

from pathlib import Path

import pytest
from moving_table import extras, families

PAGE = Path(__file__).parents[1] / "docs" / "moving.md"


@pytest.mark.parametrize("table", [families, extras])
def test_the_tables_are_those_of_the_code(table):
    """Each table of the page is the one that the code's table makes."""
    assert table() in PAGE.read_text("utf-8")
