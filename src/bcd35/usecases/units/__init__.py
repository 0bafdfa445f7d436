"""Units over time: those that end or get another code, and what became of each."""
