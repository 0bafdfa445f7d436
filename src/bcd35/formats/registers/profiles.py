"""Layout profiles (``data/profiles/*.yaml``) → ``Profile`` values, with the registers' own reader."""

from bcd35.domain.layout.profile import Profile, judge_profile
from bcd35.formats.registers.reader import RegisterReading, by_path, read_register


def read_profile(data: bytes, name: str) -> RegisterReading[Profile]:
    """One profile, or everything that is wrong with its file, by line and column."""
    return read_register(Profile, data, name, by_path(judge_profile))
