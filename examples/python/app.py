"""The five-line deployment, in Python."""

from aws_cdk import App, Stack
from schema_on_read_ingestion import SchemaOnReadIngestion, SourceFormat, SourceProps

app = App()
stack = Stack(app, "Minimal")
SchemaOnReadIngestion(
    stack,
    "Ingestion",
    sources=[SourceProps(source_id="orders", format=SourceFormat.JSON)],
)
app.synth()
