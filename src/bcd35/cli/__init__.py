"""The command line: declares commands, turns text into values, holds the one error border."""
