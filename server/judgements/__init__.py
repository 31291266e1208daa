"""Further results of filed sheets, by another version or other criteria, kept beside the first."""
