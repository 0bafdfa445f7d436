"""The use cases of ``check-format`` and ``template check``."""
