"""Many participants at once, as browsers would be: each reads a page, says when its video plays, watches, answers.

A separate process: `python -m tests.load.simulated_crowd URL TOKENS.json OUT.json [SECONDS BETWEEN TWO ANSWERS]`.
What the network or the server loses is sent again unchanged, as the page's script does.
"""

import asyncio
import json
import random
import re
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

VIDEO_SECONDS = 1.0
MAX_RETRY_SECONDS = 90.0
ACTION = re.compile(r'<form[^>]*action="([^"]+)"')
PLAY_TOKEN_URL = re.compile(r'data-play-token-url="([^"]+)"')
HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
VIDEO = re.compile(r'<video[^>]*src="[^"]*/video/([\w-]+)"')
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
RATING = re.compile(r'name="(rating-[\w-]+)"')
PLAYBACK_EVENTS = [(0, 0, "play"), (400, 400, "progress"), (800, 800, "progress"), (1000, 1000, "ended")]
PLAYBACK = json.dumps({"events": PLAYBACK_EVENTS})


@dataclass
class CrowdResults:
    """What the crowd measured."""

    answers: list[float] = field(default_factory=list)
    begins: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    acknowledged: list = field(default_factory=list)
    again: int = 0
    refused: list[str] = field(default_factory=list)
    stamps: list[float] = field(default_factory=list)


class Connection:
    """One browser's connection, kept from request to request; httpx itself would cost more than the site does."""

    def __init__(self, url):
        self.host, self.port = url.removeprefix("http://").split(":")
        self.reader = self.writer = None

    async def request(self, method, path, fields=None):
        """Return status and text; OSError or EOFError where the connection broke."""
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection(self.host, int(self.port))
        body = urlencode(fields or {}).encode()
        head = f"{method} {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\nContent-Length: {len(body)}\r\n"
        head += "Content-Type: application/x-www-form-urlencoded\r\nPrefer: return=representation\r\n\r\n"
        try:
            self.writer.write(head.encode() + body)
            answer = await self.reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"(?i)\r\ncontent-length: (\d+)", answer)
            text = await self.reader.readexactly(int(length[1]))
        except (OSError, EOFError):
            self.close()
            raise
        if re.search(rb"(?i)\r\nconnection: close", answer):
            self.close()
        return int(answer.split(b" ", 2)[1]), text.decode()

    def close(self):
        if self.writer:
            self.writer.close()
        self.writer = None


async def request_until_answered(connection, method, path, results, fields=None):
    """Send until the server has an answer that is not its own failure; return it and how long the last try took."""
    pause, end = 0.2, time.monotonic() + MAX_RETRY_SECONDS
    while True:
        began = time.monotonic()
        try:
            async with asyncio.timeout(30):
                status, text = await connection.request(method, path, fields)
            if status < 500:
                return status, text, time.monotonic() - began
        except (OSError, EOFError, TimeoutError):
            connection.close()
        if time.monotonic() > end:
            raise TimeoutError(path)
        results.again += 1
        await asyncio.sleep(pause)
        pause = min(2 * pause, 4.0)


async def take_part(connection, token, results, pace, chance):
    """Rate video after video until none is left."""
    home = f"/p/{token}/"
    await asyncio.sleep(chance.random() * pace)
    text = ""
    while True:
        began = time.monotonic()
        form = parse_trial_page(text)
        if form is None:
            status, text, took = await request_until_answered(connection, "GET", home, results)
            results.pages.append(took)
            form = parse_trial_page(text)
        if form is None:
            results.refused += [f"page {status}"] * (status != 200)
            return
        status, text, took = await request_until_answered(
            connection, "POST", form["play_token_url"], results, {"trial": form["hidden"]["trial"]}
        )
        results.begins.append(took)
        await asyncio.sleep(VIDEO_SECONDS + 0.02)
        ratings = {name: str(chance.randint(1, 10)) for name in form["ratings"]}
        fields = form["hidden"] | ratings | {"play": json.loads(text)["play"], "playback": PLAYBACK}
        # A person takes time to think; the pace is that of answers, so that a slow server can't hide behind it.
        await asyncio.sleep(max(0.0, began + pace * chance.uniform(0.85, 1.15) - time.monotonic()))
        status, text, took = await request_until_answered(connection, "POST", form["action"], results, fields)
        if status not in (200, 303):
            results.refused.append(f"answer {status}")
            return
        results.answers.append(took)
        results.stamps.append(time.monotonic())
        results.acknowledged.append([form["video"], {name[7:]: int(value) for name, value in ratings.items()}])


def parse_trial_page(text):
    """Return what a trial's page offers; None where the page is no trial."""
    action, play_token_url, video = ACTION.search(text), PLAY_TOKEN_URL.search(text), VIDEO.search(text)
    if not (action and play_token_url and video):
        return None
    hidden = [dict(ATTRIBUTE.findall(tag)) for tag in HIDDEN.findall(text)]
    return {
        "action": action[1],
        "play_token_url": play_token_url[1],
        "video": video[1],
        "hidden": {each["name"]: each.get("value", "") for each in hidden if "name" in each},
        "ratings": sorted(set(RATING.findall(text))),
    }


async def crowd(url, tokens, pace):
    """Let all participants take part at once."""
    results = CrowdResults()
    participants = [take_part(Connection(url), token, results, pace, random.Random(token)) for token in tokens]
    await asyncio.gather(*participants)
    return results


if __name__ == "__main__":
    address, people, out = sys.argv[1], json.loads(Path(sys.argv[2]).read_text()), Path(sys.argv[3])
    seconds = float(sys.argv[4]) if len(sys.argv) > 4 else 3.2
    out.write_text(json.dumps(vars(asyncio.run(crowd(address, people, seconds)))))
