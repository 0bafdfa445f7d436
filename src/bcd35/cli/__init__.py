"""The command line: declares commands, turns text into values and errors into sentences and exit codes."""
