"""The services beside DynamoDB: S3, the Glue Data Catalog, CloudWatch."""
