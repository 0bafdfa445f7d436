"""One function per command: the only place that knows store, formats and world together.

Returns frozen outcomes; prints nothing.
"""
