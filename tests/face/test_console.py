"""What every command line does alike."""

import os
import signal
import subprocess
import sys
import time

import pytest

ENDLESS = """
import sys, time
from argparse import ArgumentParser
from face.console import run_command
def work(_):
    while True:
        print("a line", flush=True)
        time.sleep(0.01)
run_command(ArgumentParser(prog="endless"), work, [])
"""


@pytest.fixture
def endless():
    with subprocess.Popen([sys.executable, "-c", ENDLESS], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"a line\n"
        yield process


def test_a_closed_pipe_ends_the_program_silently(endless):
    endless.stdout.close()
    assert endless.wait(10) == 1
    assert endless.stderr.read() == b""


def test_ctrl_c_ends_the_program_silently(endless):
    time.sleep(0.1)
    os.kill(endless.pid, signal.SIGINT)
    assert endless.wait(10) == 130
    assert endless.stderr.read() == b""
