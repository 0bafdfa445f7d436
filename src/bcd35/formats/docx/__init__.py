"""Word documents: read, judged as files, repaired, made from templates, joined."""
