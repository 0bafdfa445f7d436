"""The office's Word templates, made by script so that a reviewer can read them."""
