"""Small videos with one awkward property each, as people really have them: how they are made, and what is right.

`AWKWARD_VIDEOS[name].write(folder)` writes one and returns its path. All last about a second and can be used;
`REFUSED_VIDEOS` can't. The pictures are 96x64 if nothing else is said, at 25 frames per second, with a tremolo tone.
"""

from tests.awkward_videos.colours import COLOURS
from tests.awkward_videos.pictures import PICTURES
from tests.awkward_videos.refused import REFUSED_VIDEOS
from tests.awkward_videos.streams import STREAMS
from tests.awkward_videos.timing import TIMING

__all__ = ["AWKWARD_VIDEOS", "REFUSED_VIDEOS"]

AWKWARD_VIDEOS = {**TIMING, **COLOURS, **PICTURES, **STREAMS}
"""Videos that can be used, by what is awkward about them."""
