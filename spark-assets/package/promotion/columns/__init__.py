"""The columns of a table: paths, how they are read, their names and their types in the catalog."""
