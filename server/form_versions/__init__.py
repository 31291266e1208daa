"""Form versions: published once, delivered to every tablet as records."""
