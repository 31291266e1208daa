"""The read log: who looked at whom, when."""
