"""The office's read routes. Writing in the office is an op like any other."""
