"""Pages (.html): one file each, readable offline, on paper, on a phone, aloud, and where no script runs."""
