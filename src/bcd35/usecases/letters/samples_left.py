"""Sample units and channels that are still in force when a real letter is about to go out."""

from collections.abc import Collection, Iterator

from bcd35.domain.entries import build_channel
from bcd35.domain.findings import Finding
from bcd35.domain.letters import Expectation
from bcd35.formats.registers.reader import read_channels, read_office
from bcd35.usecases.desk import CHANNELS_FILE, OFFICE_FILE, Desk
from bcd35.usecases.letters.plan import LetterTerms
from bcd35.world.workspace import default_files


def sample_remark(desk: Desk, joining: Collection[Expectation]) -> Iterator[Finding]:
    """Sample units that are still in force in a real book; of a trial every command says that it is one."""
    samples = desk.store.registers.sample_units()
    codes = [line.unit for line in joining if line.unit in samples]
    if codes and not desk.store.registers.is_trial():
        fix = f"Thôi dùng từng đơn vị mẫu trước khi phát hành, ví dụ: bcd35 units retire {codes[0]}"
        message = f"{len(codes)} đơn vị trong danh sách là đơn vị mẫu để dùng thử."
        yield Finding("sample_roster", "units", message, fix)


def sample_channels_remark(desk: Desk, terms: LetterTerms) -> Iterator[Finding]:
    """Before the first number of another office than the packaged one: channels that are not its own."""
    registers = desk.store.registers
    if not terms.channels or registers.is_trial() or registers.first_number_on():
        return
    packaged = dict(default_files(terms.office.layout))
    office = read_office(packaged[OFFICE_FILE].read_bytes(), OFFICE_FILE).value
    file = read_channels(packaged[CHANNELS_FILE].read_bytes(), CHANNELS_FILE).value
    brought = {build_channel(entry, source="").canonical_url for entry in file.channels} if file else set()
    samples = [one for one in terms.channels if one.canonical_url in brought]
    if samples and office and office.full_name != terms.office.full_name:
        count, example = len(samples), samples[0].name
        message = f"{count} kênh in trên văn bản là kênh có sẵn trong chương trình, ví dụ “{example}”."
        # Each by its code: to retire what one file does not list would retire channels from another, too.
        fix = "\n".join(
            (
                "Đúng là kênh của mình thì không phải làm gì. Không thì thôi dùng từng kênh ấy:",
                *(f"bcd35 channels retire {one.code}" for one in samples),
            )
        )
        yield Finding("sample_channels", "channels", message, fix)
