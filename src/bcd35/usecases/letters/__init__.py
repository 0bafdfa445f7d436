"""notify, remind, print and pdf: what goes out to units."""
