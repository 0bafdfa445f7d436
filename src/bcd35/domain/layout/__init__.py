"""Rules of layout of documents (thể thức), as values."""
