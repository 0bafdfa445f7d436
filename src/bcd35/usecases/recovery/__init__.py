"""Putting ledger and folder in agreement again: what lies outside the ledger, taking it in, going on."""
