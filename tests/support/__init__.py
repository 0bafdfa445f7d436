"""What tests have in common: made-up offices, rosters and files, planted faults."""

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
