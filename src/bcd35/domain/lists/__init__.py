"""The office's own lists of units and channels, as they lie in the drawer: what their cells mean."""
