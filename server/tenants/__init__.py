"""Tenants (municipalities) and their feed counter."""
