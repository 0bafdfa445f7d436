"""The report form: blank, returned, refilled; and the table of many units."""
