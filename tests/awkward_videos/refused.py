"""Files that are no videos, or damaged ones."""

from tests.awkward_videos.recipes import AwkwardVideo, encode, run
from tests.awkward_videos.timing import broken

REFUSED_VIDEOS: dict[str, AwkwardVideo] = {
    "empty": AwkwardVideo("a.mp4", lambda path: path.write_bytes(b""), "no bytes", "refused"),
    "text": AwkwardVideo("a.mp4", lambda path: path.write_bytes(b"this is no video at all\n" * 100), "text", "refused"),
    "playlist": AwkwardVideo(
        "a.mp4", lambda path: path.write_bytes(b"#EXTM3U\n#EXTINF:1,\nother.mp4\n"), "names another file", "refused"
    ),
    "concat script": AwkwardVideo(
        "a.mp4",
        lambda path: path.write_bytes(b"ffconcat version 1.0\nfile other.mp4\n"),
        "names another file",
        "refused",
    ),
    "half an MP4": AwkwardVideo(
        "a.mp4",
        lambda path: broken(path, lambda content: content[: len(content) // 2]),
        "its index is at the end, and missing",
        "refused",
    ),
    "zeros in the middle": AwkwardVideo(
        "a.mp4",
        lambda path: broken(path, lambda content: content[:3000] + bytes(6000) + content[9000:]),
        "6000 bytes are zero",
        "refused",
    ),
    "sound alone": AwkwardVideo("a.mp4", lambda path: encode(path, "-vn", "-c:a", "aac"), "no picture", "refused"),
    "a picture": AwkwardVideo(
        "a.mp4",
        lambda path: run(
            "-f", "lavfi", "-i", "testsrc2=size=96x64", "-frames:v", "1", "-f", "image2", "-c:v", "png", str(path)
        ),
        "a PNG with a video's name",
        "refused",
    ),
}
