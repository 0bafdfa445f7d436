"""The registers: office, calendar, channels, units, rounds, contributions; their import, and the journal."""
