"""The table of commands. Use cases and heavy libraries load inside the command that needs them."""

import typer

from bcd35.cli import channels, letters, reports, rounds, summary, units, upkeep
from bcd35.cli.framework import new_app

_WORDS = "Công văn, bảng kiểm, mẫu báo cáo gửi đơn vị; ghi nhận báo cáo; tổng hợp."
_EXAMPLES = """\b
Thường dùng, theo thứ tự:
  bcd35 notify --draft                    soạn thử
  bcd35 notify                            cấp số, phát hành
  bcd35 record-report THƯ_MỤC             nhận các mẫu trả về
  bcd35 status                            ai chưa báo cáo
  bcd35 export-summary -o tong-hop.xlsx   tổng hợp cho lãnh đạo
"""


def build_app() -> typer.Typer:
    """The whole command line."""
    app = new_app(_WORDS, epilog=_EXAMPLES)
    letters.add_commands(app)
    reports.add_commands(app)
    summary.add_commands(app)
    app.add_typer(channels.build_group())
    app.add_typer(units.build_group())
    app.add_typer(rounds.build_group())
    upkeep.add_commands(app)
    return app
