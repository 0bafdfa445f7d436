"""Rules and frozen values of the office's work. Standard library only; no clock, path, SQL or printing."""
