"""What the office's letters and papers say, one file a paper."""
