"""The test folders themselves."""

from pathlib import Path

TESTS = Path(__file__).parents[1]


def test_every_folder_of_tests_is_a_package() -> None:
    """Otherwise two files of one name cannot be collected together, as `make test-long` does."""
    folders = {file.parent for file in TESTS.rglob("test_*.py")}
    assert [folder.name for folder in folders if not (folder / "__init__.py").exists()] == []
