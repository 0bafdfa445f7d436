"""Opening and keeping a workspace: init, check."""
