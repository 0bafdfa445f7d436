"""What .docx and .xlsx have in common: a ZIP of XML parts."""
