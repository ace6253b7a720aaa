"""Validates requests as boto3 does before it sends them. Standard input: one {service, operation, params} per line.

Prints one fault per line, and nothing if there is none.
"""

import json
import sys

from botocore.session import get_session
from botocore.validate import ParamValidator

models = get_session()
services = {}
for line in sys.stdin:
    request = json.loads(line)
    service, operation = request["service"], request["operation"]
    if service not in services:
        services[service] = models.get_service_model(service)
    shape = services[service].operation_model(operation).input_shape
    report = ParamValidator().validate(request["params"], shape)
    if report.has_errors():
        print(f"{service} {operation}: {' '.join(report.generate_report().split())}")
