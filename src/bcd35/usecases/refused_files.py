"""What answers a file that was refused and has no answer yet: said in the same words wherever it waits."""

from collections.abc import Sequence

from bcd35.domain.refused_files import RefusedFile
from bcd35.domain.text import typed_path


def way_of_refused(unit: str, files: Sequence[RefusedFile]) -> str:
    """What answers refused files of a round, all of one sort: they are given back, or taken once more."""
    first, code = files[0], files[0].round_code
    if not first.held:
        return f"Gửi trả để sửa: bcd35 return-report {unit} --round {code}"
    file = f"THƯ_MỤC/{first.file_name}" if len(files) == 1 else "THƯ_MỤC"
    days = {one.received_on for one in files}
    day = days.pop().isoformat() if len(days) == 1 else "NGÀY"
    command = f"bcd35 record-report {typed_path(file)} --round {code} --received-on {day}"
    return f"Đơn vị không phải sửa, nhận lại (THƯ_MỤC: nơi để tệp): {command}"
