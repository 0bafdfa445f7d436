"""Figures and papers for other programs and for the archive."""
