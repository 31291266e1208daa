"""Areas of a municipality as it changes: renamed, joined, split. Nothing is lost, all of it can be undone."""
