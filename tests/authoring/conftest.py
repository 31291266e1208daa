"""A coordinator of the home town who makes forms, and a nurse who fills them."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.authoring.author import Author
from tests.factories import SignedIn
from tests.tablet import Tablet, found_masters

SignIn = Callable[..., SignedIn]


@pytest.fixture
def author(app: Flask, sign_in: SignIn) -> Author:
    """Megumi, who coordinates the whole town; its areas are there."""
    found_masters(app)
    return Author(sign_in("megumi", "office"))


@pytest.fixture
def hanako(author: Author, sign_in: SignIn) -> Tablet:
    """A nurse of both areas."""
    return Tablet(sign_in("hanako"))
