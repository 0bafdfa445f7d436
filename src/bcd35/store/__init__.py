"""All SQL of the house: the commented schema, numbered migrations, one method per question or record."""
