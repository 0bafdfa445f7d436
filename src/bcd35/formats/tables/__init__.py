"""Tables from outside, and lists of the office: cells without a form."""
