"""Push and pull: the only server package that reads, makes and merges ops. Owns the op log and fills the change feed."""
