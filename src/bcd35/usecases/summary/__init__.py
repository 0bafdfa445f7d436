"""status, export-summary and casefile: what the leaders are handed."""
