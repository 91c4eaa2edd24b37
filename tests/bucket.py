"""An S3 server of the test run's own (moto), for the store that machines share."""

import logging
from contextlib import contextmanager

import boto3
import pytest

VARIABLES = {
    "AWS_ACCESS_KEY_ID": "tests",
    "AWS_SECRET_ACCESS_KEY": "tests",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}


@contextmanager
def s3_server():
    """Give the variables by which a process reaches a server with one empty bucket, `lab`."""
    from moto.server import ThreadedMotoServer  # noqa: PLC0415 - a second that only these tests need

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    env = VARIABLES | {"AWS_ENDPOINT_URL_S3": f"http://{host}:{port}"}
    try:
        boto3.client(
            "s3",
            endpoint_url=env["AWS_ENDPOINT_URL_S3"],
            aws_access_key_id="tests",
            aws_secret_access_key="tests",
            region_name="us-east-1",
        ).create_bucket(Bucket="lab")
        yield env | {"FACESTUDY_STORE_URL": "s3://lab/store"}
    finally:
        server.stop()


@pytest.fixture(scope="session")
def bucket_env():
    with s3_server() as env:
        yield env
