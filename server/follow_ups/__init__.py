"""Follow-ups: due actions for a person, and the reminders that follow from them."""
