"""The registers: channels, units, rounds, contributions."""
