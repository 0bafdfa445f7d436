"""The texts of the office's letters and papers, one file for each."""
