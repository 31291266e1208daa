"""Pushes as tablets of every released protocol version sent them; replayed for ever."""
