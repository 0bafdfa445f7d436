"""The setting of a Word document that mirrors the margins of even pages, for print on both sides."""

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SETTINGS = "word/settings.xml"
# The standard fixes the order: what may stand before the setting.
_BEFORE = frozenset(
    {
        "writeProtection", "view", "zoom", "removePersonalInformation", "removeDateAndTime",
        "doNotDisplayPageBoundaries", "displayBackgroundShape", "printPostScriptOverText",
        "printFractionalCharacterWidth", "printFormsData", "embedTrueTypeFonts", "embedSystemFonts",
        "saveSubsetFonts", "saveFormsData",
    }
)  # fmt: skip


def mirrored(settings: bytes) -> bytes:
    """The settings part with mirrored margins; byte for byte the same where it has them."""
    from lxml import etree

    root = etree.fromstring(settings, etree.XMLParser(resolve_entities=False, no_network=True))
    if root.find(f"{_WORD}mirrorMargins") is not None:
        return settings
    at = sum(isinstance(one.tag, str) and one.tag.removeprefix(_WORD) in _BEFORE for one in root)
    root.insert(at, root.makeelement(f"{_WORD}mirrorMargins"))
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written
