"""Two parts that Word writes into every document: the table of fonts, and a theme.

Programs that audit a document ask for both. Ours name the letters' font alone, so that nothing typed into a
letter by hand takes another font, and have the usual colours and no shades.
"""

from bcd35.domain.layout.fonts import FONT

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# What a program without the font goes by to choose another one.
_LIKENESS = (
    '<w:panose1 w:val="02020603050405020304"/><w:charset w:val="00"/>'
    '<w:family w:val="roman"/><w:pitch w:val="variable"/>'
)
_COLOURS = {
    "dk2": "1F497D",
    "lt2": "EEECE1",
    "accent1": "4F81BD",
    "accent2": "C0504D",
    "accent3": "9BBB59",
    "accent4": "8064A2",
    "accent5": "4BACC6",
    "accent6": "F79646",
    "hlink": "0000FF",
    "folHlink": "800080",
}
_PALETTE = "".join(f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in _COLOURS.items())
# The schema wants three of each: for things faint, middling and strong.
_FILLS = 3 * '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
_LINES = 3 * '<a:ln w="9525"><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:ln>'
_EFFECTS = 3 * "<a:effectStyle><a:effectLst/></a:effectStyle>"


def font_table(font: str) -> str:
    """The table of a document that is set in one font."""
    return (
        f"{_HEAD}"
        '<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f'<w:font w:name="{font}">{_LIKENESS if font == FONT else ""}</w:font></w:fonts>'
    )


def theme(font: str) -> str:
    """A theme whose headings and text are set in one font."""
    fonts = f'<a:latin typeface="{font}"/><a:ea typeface=""/><a:cs typeface=""/>'
    return (
        f"{_HEAD}"
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="bcd35">'
        '<a:themeElements><a:clrScheme name="bcd35">'
        '<a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1>'
        f'<a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1>{_PALETTE}</a:clrScheme>'
        f'<a:fontScheme name="bcd35"><a:majorFont>{fonts}</a:majorFont><a:minorFont>{fonts}</a:minorFont>'
        f'</a:fontScheme><a:fmtScheme name="bcd35"><a:fillStyleLst>{_FILLS}</a:fillStyleLst>'
        f"<a:lnStyleLst>{_LINES}</a:lnStyleLst><a:effectStyleLst>{_EFFECTS}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{_FILLS}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )
