"""Tablets as things somebody owns: enrolled with a key, lost, stolen, given up."""
