"""DynamoDB, S3 and Glue in memory: what the promotion job calls of them, with the limits and the latitude of the real ones."""
