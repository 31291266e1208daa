"""Staff accounts, what they may do, and their sessions."""
