"""GETs of whole objects, for batches of many small files. botocore takes far more processor time for each, because
it finds out where the bucket is each time, and builds requests and parses replies for any service.
"""

from __future__ import annotations

import os
from typing import Any, Optional
from urllib.parse import quote, urlsplit

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.client import BaseClient
from botocore.exceptions import BotoCoreError
from botocore.httpsession import URLLib3Session
from botocore.session import Session
from botocore.utils import get_environ_proxies


class QuickGet:
    """Gets objects of one bucket, as long as everything goes well. It learns from the client's own requests where the bucket is.

    It repeats no request and raises no error of S3. If it does not get an object, the client must be asked for it.
    """

    def __init__(self, session: Session, s3: BaseClient, bucket: str, connections: int) -> None:
        self._session = session
        self._region: str = s3.meta.region_name
        self._bucket = bucket
        self._connections = connections
        #: The URL of the bucket, with a slash at its end, and the connections to it.
        self._found: Optional[tuple[str, URLLib3Session]] = None
        s3.meta.events.register("before-send.s3.GetObject", self._learn)

    def get(self, key: str, version_id: str, etag: str, size: int) -> Optional[bytes]:
        """The whole object, or None if it was not got, or has another size."""
        if self._found is None:
            return None
        bucket, http = self._found
        url = f"{bucket}{quote(key, safe='/~')}?versionId={quote(version_id, safe='~')}"
        request = AWSRequest(method="GET", url=url, headers={"If-Match": etag})
        try:
            S3SigV4Auth(self._session.get_credentials().get_frozen_credentials(), "s3", self._region).add_auth(request)
            reply = http.send(request.prepare())
        except BotoCoreError:
            return None
        return reply.content if reply.status_code == 200 and len(reply.content) == size else None

    def _learn(self, request: Any, **_: Any) -> None:
        url = urlsplit(request.url)
        if self._found is not None:
            return
        if url.netloc.startswith(f"{self._bucket}."):
            bucket = f"{url.scheme}://{url.netloc}/"
        elif url.path.startswith(f"/{self._bucket}/"):
            bucket = f"{url.scheme}://{url.netloc}/{self._bucket}/"
        else:
            return
        # The client looks in the same two places.
        authority = self._session.get_config_variable("ca_bundle") or os.environ.get("REQUESTS_CA_BUNDLE", True)
        proxies = get_environ_proxies(bucket)
        self._found = bucket, URLLib3Session(verify=authority, proxies=proxies, max_pool_connections=self._connections)
