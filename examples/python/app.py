"""The five-line deployment, in Python."""

from aws_cdk import App, Duration, Stack
from aws_cdk.aws_events import Schedule
from schema_on_read_ingestion import SchemaOnReadIngestion, SourceFormat, SourceProps

app = App()
stack = Stack(app, "Minimal")
SchemaOnReadIngestion(
    stack,
    "Ingestion",
    sources=[SourceProps(source_id="orders", format=SourceFormat.JSON)],
    schedule=Schedule.rate(Duration.hours(1)),
)
app.synth()
