"""Forms a municipality makes itself."""
