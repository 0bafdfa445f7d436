"""Tests; a package, so that they can share the generators of odd files."""
