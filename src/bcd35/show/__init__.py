"""Outcome → what a clerk sees: lines, tables and the JSON envelope.

Knows use cases' outcomes and domain values, nothing else.
"""
