"""What a transaction is: input files, the batches that they are cut into, and where things lie in the curated bucket."""
