"""Number arguments of the commands are checked before anything else happens."""

import subprocess
import sys
from argparse import ArgumentTypeError
from ast import literal_eval

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from evalsite.command import integer_in_range, port_number
from tests.evalsite.jobs.processes import ROOT
from training.corpora.synthetic import SPEAKERS


@pytest.mark.parametrize(
    "words",
    [
        "jobs --limit -1",
        "worker --processes 0",
        "worker --nice 20",
        "demo --raters 0",
        "demo --clips 0",
        "demo --turns 0",
        "demo --epochs 0",
        "retention --days 999999999",
        "retention --days -1",
        "enqueue corpus x --turns 0",
        f"enqueue corpus x --speakers {len(SPEAKERS) + 1}",
        "enqueue corpus x --seed -1",
        "enqueue animate a.wav --checkpoint c --fps 0",
        "simulate x --parallel 0",
        "simulate x --raters -5",
        "study new x --clips -1",
        "study new x --clips many",
    ],
)
def test_a_number_out_of_range_is_refused_with_the_range(words):
    option, number = words.split()[-2:]
    with pytest.raises(CommandError, match=rf"argument {option}: '{number}' is not an integer from \d+ to \d+"):
        call_command(*words.split())


@pytest.mark.parametrize("command", ["up", "demo"])
@pytest.mark.parametrize("text", ["99999", "-1", "http", ""])
def test_an_invalid_port_is_refused(command, text):
    with pytest.raises(CommandError, match=rf"'{text}' is neither a port \(1 to 65535\) nor auto"):
        call_command(command, f"--port={text}")


@pytest.mark.parametrize(("text", "port"), [("0", None), ("auto", None), ("1", 1), ("65535", 65535)])
def test_port_0_means_any_free_port(text, port):
    assert port_number(text) == port


@given(low=st.integers(-50, 50), width=st.integers(0, 20), number=st.integers(-100, 100))
def test_both_ends_of_the_range_are_accepted(low, width, number):
    parse = integer_in_range(low, low + width)
    if low <= number <= low + width:
        assert parse(str(number)) == number
    else:
        with pytest.raises(ArgumentTypeError):
            parse(str(number))


@pytest.mark.parametrize("text", ["", "1.5", "1e3", "ten", "9" * 5000])
def test_text_is_not_an_integer(text):
    with pytest.raises(ArgumentTypeError, match="is not an integer from 1 to 9"):
        integer_in_range(1, 9)(text)


def test_importing_the_base_class_imports_no_app():
    asks = "import sys, evalsite.command; print([name for name in sys.modules if name.startswith('evalsite.')])"
    done = subprocess.run([sys.executable, "-c", asks], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(literal_eval(done.stdout)) == {"evalsite.command", "evalsite.instance_lock"}
