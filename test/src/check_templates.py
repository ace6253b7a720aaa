"""Checks templates with other projects' rules: cfn-lint for the resources, parliament for the policies of roles.

Arguments: templates as JSON files. Prints one finding per line, and nothing if there is none.
"""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path
from typing import Any, Dict, Iterator

warnings.filterwarnings("ignore", message="pkg_resources is deprecated")

from cfnlint.api import ManualArgs, lint_file  # noqa: E402
from parliament import analyze_policy_string  # noqa: E402

#: Large and small regions, old and new, from three partitions.
REGIONS = ["us-east-1", "eu-central-1", "ap-southeast-5", "sa-east-1", "us-gov-west-1", "cn-north-1"]

#: W3005: the CDK makes a resource wait for a role's policies, and also names the role, for which it waits anyway.
NOT_OURS = ["W3005"]

PARAMETERS = {"AWS::Partition": "aws", "AWS::Region": "us-east-1", "AWS::AccountId": "123456789012", "AWS::URLSuffix": "amazonaws.com"}

ACCOUNT = "us-east-1:123456789012"

#: The ARN that stands for a reference to a resource in a policy.
ARNS = {
    ("AWS::DynamoDB::Table", "Arn"): f"arn:aws:dynamodb:{ACCOUNT}:table/%s",
    # The label is a time, whose colons parliament takes for those of the ARN.
    ("AWS::DynamoDB::Table", "StreamArn"): f"arn:aws:dynamodb:{ACCOUNT}:table/%s/stream/label",
    ("AWS::IAM::Role", "Arn"): "arn:aws:iam::123456789012:role/%s",
    ("AWS::KMS::Key", "Arn"): f"arn:aws:kms:{ACCOUNT}:key/%s",
    ("AWS::Logs::LogGroup", "Arn"): f"arn:aws:logs:{ACCOUNT}:log-group:%s:*",
    ("AWS::S3::Bucket", "Arn"): "arn:aws:s3:::%s",
    ("AWS::SNS::Topic", "Ref"): f"arn:aws:sns:{ACCOUNT}:%s",
    ("AWS::SQS::Queue", "Arn"): f"arn:aws:sqs:{ACCOUNT}:%s",
}


def plain(value: Any, types: Dict[str, str]) -> Any:
    """A template's value as CloudFormation would write it into a policy, with an id for a name."""
    if isinstance(value, list):
        return [plain(each, types) for each in value]
    if not isinstance(value, dict):
        return value
    if "Ref" in value:
        name = value["Ref"]
        return PARAMETERS.get(name) or ARNS.get((types.get(name), "Ref"), "%s") % name.lower()
    if "Fn::GetAtt" in value:
        name, attribute = value["Fn::GetAtt"]
        return ARNS[types[name], attribute] % name.lower()
    if "Fn::Join" in value:
        separator, parts = value["Fn::Join"]
        return separator.join(plain(parts, types))
    if "Fn::Sub" in value:
        text = value["Fn::Sub"]
        for name, parameter in PARAMETERS.items():
            text = text.replace("${%s}" % name, parameter)
        return text
    return {name: plain(each, types) for name, each in value.items()}


def of_resources(template: Path) -> Iterator[str]:
    for match in lint_file(template, config=ManualArgs(regions=REGIONS, ignore_checks=NOT_OURS)):
        yield f"{match.rule.id} {'/'.join(str(each) for each in match.path or [])}: {match.message}"


def of_policies(template: Path) -> Iterator[str]:
    resources = json.loads(template.read_text())["Resources"]
    types = {name: resource["Type"] for name, resource in resources.items()}
    for name, resource in resources.items():
        if resource["Type"] != "AWS::IAM::Policy":
            continue
        policy = plain(resource["Properties"]["PolicyDocument"], types)
        for finding in analyze_policy_string(json.dumps(policy)).findings:
            yield f"{finding.issue} {name}: {finding.detail} {finding.location}"


for argument in sys.argv[1:]:
    for found in (*of_resources(Path(argument)), *of_policies(Path(argument))):
        print(f"{Path(argument).stem}: {found}")
