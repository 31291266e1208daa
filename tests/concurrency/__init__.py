"""Real processes, real kills, real databases going away: what was acknowledged is there, once."""
