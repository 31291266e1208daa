"""Push and pull: the only server package that imports sync/. Owns the op log and fills the change feed."""
