"""The short way to an object asks for exactly what botocore asks for, and leaves to botocore whatever does not go well."""

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.session import Session

from promotion.reading.quick_get import QuickGet

KEY, VERSION = "raw/source=a b/date=2026-11-24/01_ü+=&%20~.csv", "v/1+="


class Server(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        status, body = self.server.answer
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as made:
        made.daemon_threads, made.asked, made.answer = True, [], (200, b"four")
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


@pytest.fixture
def session():
    made = Session()
    made.set_credentials("key", "secret", "token")
    return made


@pytest.fixture
def s3(server, session):
    config = Config(retries={"max_attempts": 0}, s3={"addressing_style": "path"})
    return session.create_client("s3", region_name="eu-central-1", endpoint_url=f"http://127.0.0.1:{server.server_port}", config=config)


@pytest.fixture
def quick(session, s3):
    return QuickGet(session, s3, "bucket", 2)


def test_it_gets_nothing_before_a_request_of_the_client_says_where_the_bucket_is(quick, server):
    assert quick.get(KEY, VERSION, '"etag"', 4) is None
    assert server.asked == []


def test_it_asks_for_what_the_client_asks_for(quick, s3, server):
    s3.get_object(Bucket="bucket", Key=KEY, VersionId=VERSION, IfMatch='"etag"')["Body"].read()
    assert quick.get(KEY, VERSION, '"etag"', 4) == b"four"
    (path, headers), (quick_path, quick_headers) = server.asked
    assert quick_path == path
    assert quick_headers["If-Match"] == headers["If-Match"]
    assert quick_headers["X-Amz-Security-Token"] == "token"
    (credential,), (quick_credential,) = (re.findall("Credential=key/[0-9]+(/[^,]+),", each["Authorization"]) for each in (headers, quick_headers))
    assert quick_credential == credential == "/eu-central-1/s3/aws4_request"


@pytest.mark.parametrize("answer", [(404, b"four"), (412, b"four"), (503, b"four"), (206, b"four"), (200, b"five!"), (200, b"")])
def test_it_gives_nothing_if_the_answer_is_not_the_whole_object(quick, s3, server, answer):
    s3.get_object(Bucket="bucket", Key=KEY)
    server.answer = answer
    assert quick.get(KEY, VERSION, '"etag"', 4) is None


def test_it_gives_nothing_if_nobody_answers(quick, s3, server):
    s3.get_object(Bucket="bucket", Key=KEY)
    server.shutdown()
    server.server_close()
    quick._found[1].close()
    assert quick.get(KEY, VERSION, '"etag"', 4) is None


def test_a_request_for_another_bucket_says_nothing(quick, s3, server):
    server.answer = 404, b""
    with pytest.raises(ClientError):
        s3.get_object(Bucket="bucket-2", Key=KEY)
    assert quick.get(KEY, VERSION, '"etag"', 4) is None


@pytest.mark.parametrize("name, value", [
    ("AWS_CA_BUNDLE", "/a.pem"), ("REQUESTS_CA_BUNDLE", "/b.pem"), ("HTTPS_PROXY", "http://127.0.0.1:9"), ("NO_PROXY", "*"),
])
def test_it_trusts_whom_the_client_trusts_and_takes_the_same_way(session, monkeypatch, name, value):
    for other in ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:8")
    monkeypatch.setenv(name, value)
    s3 = session.create_client("s3", region_name="eu-central-1")
    quick = QuickGet(session, s3, "bucket", 2)
    quick._learn(SimpleNamespace(url="https://bucket.s3.eu-central-1.amazonaws.com/raw/a"))
    of_client, own = s3._endpoint.http_session, quick._found[1]
    assert (own._verify, own._proxy_config._proxies) == (of_client._verify, of_client._proxy_config._proxies)


def test_it_signs_with_the_credentials_of_the_moment(quick, s3, session, server):
    s3.get_object(Bucket="bucket", Key=KEY)
    credentials = session.get_credentials()
    credentials.access_key, credentials.token = "new-key", "new-token"
    assert quick.get(KEY, VERSION, '"etag"', 4) == b"four"
    headers = server.asked[-1][1]
    assert headers["X-Amz-Security-Token"] == "new-token" and "Credential=new-key/" in headers["Authorization"]


def test_it_learns_the_names_of_virtual_hosts(quick):
    quick._learn(SimpleNamespace(url="https://bucket.s3.eu-central-1.amazonaws.com/raw/a?versionId=1"))
    assert quick._found[0] == "https://bucket.s3.eu-central-1.amazonaws.com/"
