"""DynamoDB, S3 and Glue in memory: the calls that the promotion job makes, with the limits and the latitude of the real services."""
