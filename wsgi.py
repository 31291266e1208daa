"""For WSGI servers other than `kayoi serve`."""

from server.serve import application

app = application()
