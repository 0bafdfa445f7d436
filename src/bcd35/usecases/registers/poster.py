"""The poster of the channels in force."""

from pathlib import Path
from typing import NamedTuple

from bcd35.domain.channels import Channel
from bcd35.domain.errors import Refused
from bcd35.formats.letters.poster import POSTER_TEMPLATE, PosterContent, render_poster
from bcd35.usecases.desk import Desk
from bcd35.usecases.open_template import open_template
from bcd35.usecases.outputs import Written, refuse_output, write_output
from bcd35.usecases.registers.channels import channels_in_force
from bcd35.usecases.registers.units import the_office

POSTER_FILE = "out/Ap-phich_kenh-truyen-thong.docx"


class PosterMade(NamedTuple):
    """The poster's channels and where it was written.

    ``path`` differs from ``asked`` when that file was open in another program.
    """

    channels: tuple[Channel, ...]
    written: Written

    @property
    def path(self) -> Path:
        return self.written.path


def make_poster(desk: Desk, output: Path | None) -> PosterMade:
    """Write the poster of the channels in force. Raises Refused when there are none."""
    channels = tuple(channels_in_force(desk))
    if not channels:
        fix = "Thêm kênh: bcd35 channels add MÃ --platform NỀN_TẢNG --name TÊN --url ĐỊA_CHỈ"
        raise Refused("no_channels", "Chưa có kênh nào đang dùng.", where="channels", fix=fix)
    asked = output or desk.workspace.root / POSTER_FILE
    refuse_output(desk, asked)
    office = the_office(desk)
    template = open_template(desk.workspace, POSTER_TEMPLATE, office, office.style.without_body())
    data = render_poster(template, PosterContent(office, channels, desk.world.today))
    return PosterMade(channels, write_output(desk, asked, data))
