"""Persons as registers and registrations write them: a generator with realistic errors."""
