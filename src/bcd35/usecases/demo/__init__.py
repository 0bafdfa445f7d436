"""A trial with letters sent and answers come in, for a clerk who learns."""
