"""Notices leave here, after the commit only: web push with counts, never names or answers."""
