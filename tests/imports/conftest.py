"""A coordinator of the home town at the import pages."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.factories import SignedIn
from tests.imports.office import ImportOffice
from tests.tablet import Tablet, found_masters

SignIn = Callable[..., SignedIn]


@pytest.fixture
def office(app: Flask, sign_in: SignIn) -> ImportOffice:
    """Megumi, who coordinates the whole town; its areas are there."""
    found_masters(app)
    return ImportOffice(sign_in("megumi", "office"))


@pytest.fixture
def hanako(office: ImportOffice, sign_in: SignIn) -> Tablet:
    """A nurse of both areas."""
    return Tablet(sign_in("hanako"))
