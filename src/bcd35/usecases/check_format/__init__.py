"""check-format and template check."""
