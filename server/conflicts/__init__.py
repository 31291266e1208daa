"""Conflicts: one question, two answers, waiting for a person."""
