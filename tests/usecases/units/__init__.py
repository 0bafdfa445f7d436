"""Tests of units over time."""
