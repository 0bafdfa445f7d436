"""Pages (.html): one file each, readable offline, without scripts, on paper, on a phone, aloud."""
