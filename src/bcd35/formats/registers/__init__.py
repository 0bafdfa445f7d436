"""Registers as YAML files."""
