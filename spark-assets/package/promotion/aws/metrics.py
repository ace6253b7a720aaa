"""CloudWatch metrics. The job sends them with PutMetricData, because nothing on a cluster turns log lines into metrics."""

from __future__ import annotations

import threading
from typing import Any, List, Optional

from botocore.client import BaseClient
from botocore.exceptions import BotoCoreError, ClientError

from promotion.contract import Metric
from promotion.log import Log

#: How many metrics PutMetricData takes in one call.
_BATCH = 1000


class Metrics:
    """Collects counts. A count of a source is sent twice: in the total of the deployment, and under its source."""

    def __init__(self, cloudwatch: BaseClient, namespace: str, log: Log) -> None:
        self._cloudwatch = cloudwatch
        self._namespace = namespace
        self._log = log
        self._waiting: List[dict[str, Any]] = []
        self._lock = threading.Lock()

    def count(self, metric: str, value: int = 1, source_id: Optional[str] = None) -> None:
        """Adds a count. The next flush sends it."""
        datum = {"MetricName": metric, "Value": float(value), "Unit": "Count"}
        with self._lock:
            self._waiting.append(datum)
            if source_id is not None:
                self._waiting.append({**datum, "Dimensions": [{"Name": Metric.SOURCE_DIMENSION, "Value": source_id}]})

    def flush(self) -> None:
        """Sends the collected counts. A failure is only logged: what is committed stays committed without metrics."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
        for start in range(0, len(waiting), _BATCH):
            try:
                self._cloudwatch.put_metric_data(Namespace=self._namespace, MetricData=waiting[start : start + _BATCH])
            except (BotoCoreError, ClientError) as error:
                self._log.event("metrics_lost", error=str(error))
