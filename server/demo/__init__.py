"""A made-up town for practice and tests, made through the same services as real data."""
