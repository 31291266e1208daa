"""A reference tablet in Python. It knows the server only over HTTP and sync/PROTOCOL.md only as written."""
