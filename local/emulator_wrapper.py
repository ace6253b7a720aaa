"""Starts ministack, the AWS emulator, with additions that this pipeline needs.

Each change to ministack is one function here, which says the reason. ministack is pinned. If a change no longer fits its
code, the emulator fails to start, rather than running without the change.
"""

import functools
import json
import logging
import secrets
import types

from ministack import app
from ministack.core import iam_actions
from ministack.services import apigateway_v1, athena, cloudwatch, cloudwatch_logs, s3
from ministack.services.cloudformation import provisioners


def bind_our_port_alone():
    """With TLS, ministack also takes port 443 if it can. Nobody asked for that, and two emulators would compete for it."""
    assert callable(app._port_is_bindable)
    app._port_is_bindable = lambda host, port: False


def tell_functions_the_api_key():
    """API Gateway puts the caller's API key and its id into `requestContext.identity` of methods that require one."""
    build_event = apigateway_v1._build_lambda_event_v1

    @functools.wraps(build_event)
    def with_api_key(api_id, stage_name, stage, resource, request_path, method, headers, *rest, **options):
        event = build_event(api_id, stage_name, stage, resource, request_path, method, headers, *rest, **options)
        methods = resource["resourceMethods"]
        if (methods.get(method) or methods["ANY"]).get("apiKeyRequired"):
            key = apigateway_v1._resolve_api_key(apigateway_v1._api_key_from_request(headers))
            event["requestContext"]["identity"].update(apiKey=key["value"], apiKeyId=key["id"])
        return event

    apigateway_v1._build_lambda_event_v1 = with_api_key


def name_parameters_as_cloudformation_does():
    """
    If an SSM parameter has no name, ministack gives it a name that begins with a slash. Its ARN then has two slashes and does
    not match the CDK's grants, which are written for the names that CloudFormation gives.
    """
    handler = provisioners._RESOURCE_HANDLERS["AWS::SSM::Parameter"]
    create = handler["create"]

    def create_named(logical_id, props, stack_name):
        return create(logical_id, {"Name": f"CFN-{logical_id}-{secrets.token_hex(6)}", **props}, stack_name)

    handler["create"] = create_named


def authorize_parameters_by_name():
    """ministack never finds the resource of `ssm:GetParameters` in a request, and demands permission on all resources."""
    extract = iam_actions.extract_resource_arn

    @functools.wraps(extract)
    def extract_first_name(service, method, path, headers, body, query_params, region, account_id):
        arn = extract(service, method, path, headers, body, query_params, region, account_id)
        if service != "ssm" or arn != "*" or iam_actions._action_from_target(headers) != "GetParameters":
            return arn
        # Only one resource can be returned here, so the other names in a call are not checked.
        return f"arn:aws:ssm:{region}:{account_id}:parameter/{json.loads(body)['Names'][0].lstrip('/')}"

    iam_actions.extract_resource_arn = extract_first_name


def tell_policies_the_metric_namespace():
    """PutMetricData has no resource. Policies limit it by `cloudwatch:namespace`, a condition key that ministack lacks."""
    condition_keys = iam_actions.request_tag_context

    @functools.wraps(condition_keys)
    def with_namespace(service, iam_action, body, params):
        keys = condition_keys(service, iam_action, body, params)
        if iam_action != "cloudwatch:PutMetricData":
            return keys
        namespace = json.loads(body)["Namespace"] if body.startswith(b"{") else params["Namespace"][0]
        return {**keys, "cloudwatch:namespace": namespace}

    iam_actions.request_tag_context = with_namespace


def know_security_group_rules():
    """ministack knows the rules in a security group's own resource, but not rules that are separate resources."""
    for direction, permissions in ("Ingress", "IpPermissions"), ("Egress", "IpPermissionsEgress"):
        provisioners._RESOURCE_HANDLERS[f"AWS::EC2::SecurityGroup{direction}"] = security_group_rule(permissions)


def security_group_rule(permissions):
    def change(properties, old, new):
        group = provisioners._ec2._security_groups.get(properties["GroupId"])
        if group:  # a rule is deleted together with its group
            provisioners._ec2_sg_reconcile(group[permissions], old, new)

    def create(logical_id, properties, stack_name):
        change(properties, [], provisioners._ec2_sg_permissions([properties]))
        rule_id = f"sgr-{secrets.token_hex(8)}"
        return rule_id, {"Id": rule_id}

    def delete(physical_id, properties):
        change(properties, provisioners._ec2_sg_permissions([properties]), [])

    return {"create": create, "delete": delete}


def extract_embedded_metrics():
    """CloudWatch Logs turns log lines in the embedded metric format into metrics."""
    append = cloudwatch_logs._append_log_events

    @functools.wraps(append)
    def append_and_extract(stream, events):
        append(stream, events)
        for event in events:
            for namespace, data in metrics_of(event["message"]):
                cloudwatch._put_metric_data({}, {"Namespace": namespace, "MetricData": data}, False, is_json=True)

    cloudwatch_logs._append_log_events = append_and_extract


def metrics_of(line):
    """The (namespace, PutMetricData's MetricData) pairs that a log line embeds."""
    if not line.startswith("{") or '"_aws"' not in line:
        return
    try:
        document = json.loads(line)
        directives = document["_aws"]["CloudWatchMetrics"]
        timestamp = document["_aws"]["Timestamp"] / 1000
        for directive in directives:
            yield directive["Namespace"], [
                {
                    "MetricName": metric["Name"],
                    "Dimensions": [{"Name": name, "Value": document[name]} for name in dimensions],
                    "Timestamp": timestamp,
                    "Unit": metric.get("Unit", "None"),
                    **value_of(document[metric["Name"]]),
                }
                for dimensions in directive["Dimensions"]
                for metric in directive["Metrics"]
            ]
    except (ValueError, KeyError, TypeError) as error:
        # CloudWatch also ignores a malformed document, but silently.
        logging.getLogger("embedded-metrics").warning("Not in the embedded metric format (%r): %s", error, line)


def value_of(value):
    return {"Values": value} if isinstance(value, list) else {"Value": value}


def read_partition_keys_of_the_location():
    """
    Athena takes partition values from the catalog. ministack takes them from the paths below the table's location, so it lacks
    those above the location.
    """
    relation_of = athena._table_relation

    def with_keys_of_the_location(table, files):
        relation = relation_of(table, files)
        keys = {key["Name"] for key in table.get("PartitionKeys") or []}
        above = (part.partition("=") for part in table["StorageDescriptor"]["Location"].split("/"))
        constants = [f"'{value}' AS \"{name}\"" for name, _, value in above if name in keys]
        return f"(SELECT {', '.join(['*', *constants])} FROM {relation})" if constants else relation

    athena._table_relation = with_keys_of_the_location


def make_alarms_of_filled_metrics():
    """
    ministack refuses alarms on metric math. For `FILL(metric, 0)` it needs no filling, because it never evaluates an alarm whose
    metric has no data.
    """
    record = provisioners._cw_metric_alarm_record

    @functools.wraps(record)
    def record_filled(name, properties):
        metrics = properties.get("Metrics")
        if not metrics:
            return record(name, properties)
        [expression] = [each["Expression"] for each in metrics if "Expression" in each]
        [(watched, statistics)] = [(each["Id"], each["MetricStat"]) for each in metrics if "MetricStat" in each]
        if expression != f"FILL({watched}, 0)":
            raise ValueError(f"the only metric math that this emulator knows is FILL({watched}, 0), not {expression}")
        of_metric = {"Statistic": statistics["Stat"], "Period": statistics["Period"], **statistics["Metric"]}
        return record(name, {**properties, **of_metric, "Metrics": None})

    provisioners._cw_metric_alarm_record = record_filled


def let_alarms_see_their_own_dimensions():
    """ministack's alarms add up a metric over all its dimension sets, so a total and its parts would count twice."""
    evaluate = cloudwatch._evaluate_alarm

    @functools.wraps(evaluate)
    def evaluate_own(alarm):
        wanted = cloudwatch._dims_key({d["Name"]: d["Value"] for d in alarm.get("Dimensions") or []})
        own = {key: points for key, points in cloudwatch._metrics.items() if key[2] == wanted}
        # Runs the same code with only these metrics.
        types.FunctionType(evaluate.__code__, {**vars(cloudwatch), "_metrics": own})(alarm)

    cloudwatch._evaluate_alarm = evaluate_own


def read_ranges_of_versions():
    """ministack gives the whole object when a range of one of its versions is asked for."""
    get = s3._get_object

    @functools.wraps(get)
    def get_range(bucket_name, key, headers, query_params=None):
        status, answered, body = get(bucket_name, key, headers, query_params)
        wanted = headers.get("range")
        if status != 200 or not wanted or not s3._qp(query_params or {}, "versionId", ""):
            return status, answered, body
        found = s3._parse_range(wanted, len(body))
        if found is None:
            error = s3._xml_body(s3._range_error_xml(bucket_name, key))
            return 416, {"Content-Type": "application/xml", "Content-Range": f"bytes */{len(body)}"}, error
        start, end = found
        # A checksum of the whole object says nothing about a part of it.
        kept = {name: value for name, value in answered.items() if not name.lower().startswith("x-amz-checksum-")}
        part = body[start : end + 1]
        return 206, {**kept, "Content-Length": str(len(part)), "Content-Range": f"bytes {start}-{end}/{len(body)}"}, part

    s3._get_object = get_range


if __name__ == "__main__":
    bind_our_port_alone()
    tell_functions_the_api_key()
    name_parameters_as_cloudformation_does()
    authorize_parameters_by_name()
    tell_policies_the_metric_namespace()
    know_security_group_rules()
    extract_embedded_metrics()
    make_alarms_of_filled_metrics()
    let_alarms_see_their_own_dimensions()
    read_partition_keys_of_the_location()
    read_ranges_of_versions()
    app.main()
