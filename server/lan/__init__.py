"""Serving tablets of one building over TLS without a public name: an own CA, its install page, its watch."""
