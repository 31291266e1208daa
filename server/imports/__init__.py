"""Registers that come as CSV files: read, compared with the same source's last file, applied as ops."""
