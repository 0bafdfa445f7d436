"""notify, remind, rounds extend, print and pdf: what goes out to units; and the book of numbers."""
