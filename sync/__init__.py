"""How edits meet: pure functions on plain values. No framework, database, clock, randomness or logging."""
