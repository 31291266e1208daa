"""Those who help at one session: a nurse makes a tablet ready for them, so that the hall needs no signal."""
