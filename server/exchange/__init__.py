"""Push and pull: the only part of the server that reads, makes and merges ops. Owns op log and feed."""
