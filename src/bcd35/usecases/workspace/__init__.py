"""Opening, keeping, copying and renewing a workspace: init, check, doctor, backup, restore, update."""
