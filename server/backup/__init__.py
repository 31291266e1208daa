"""Backups that are read back before they count, and restores that the tablets refill."""
