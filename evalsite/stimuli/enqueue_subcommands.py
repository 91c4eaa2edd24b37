"""The subcommands of `manage.py enqueue`: their options, the work they request, and the files that come out."""

import sys
from abc import ABC, abstractmethod
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from django.conf import settings as django_settings
from django.db import transaction

from evalsite.command import integer_in_range
from evalsite.jobs.models import Job
from evalsite.jobs.queue import spec_digest
from evalsite.jobs.registry import Spec
from evalsite.stimuli import animation_requests, catalog, imports, motion_store, stimulus_requests
from evalsite.stimuli.clip_folders import files_by_clip
from evalsite.stimuli.identifiers import validate_label
from evalsite.stimuli.imports import import_recording, import_sound
from evalsite.stimuli.models import Recording, Stimulus
from evalsite.stimuli.motion_measurement import length_note
from evalsite.stimuli.motion_store import ReadMotion
from evalsite.stimuli.notes import add_notes, print_notes
from evalsite.stimuli.output_files import output_names, videos_by_clip, videos_by_input
from evalsite.stimuli.stimulus_requests import RequestedWork
from evalsite.stimuli.training_requests import request_synthetic_corpus, request_training
from evalsite.stimuli.video_registration import raise_if_error, register_videos
from face.errors import InputError
from face.progress import progress_bar
from face.reading.command_arguments import add_reading_arguments, read_options
from face.reading.options import ReadOptions
from renderer.normalize.normalization import common_loudness
from renderer.normalize.properties import VideoProperties
from renderer.settings import DEFORMERS, MAX_FPS, MIN_FPS, RenderSettings
from training.experiment import load_experiment

Options = dict[str, Any]
DEFAULT_SETTINGS: Final = RenderSettings()
SOUND_EXTENSIONS: Final = (".wav", ".flac", ".mp3", ".m4a", ".ogg")


class Subcommand(ABC):
    """One kind of work that can be requested. Its docstring is its help text."""

    @abstractmethod
    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options of this subcommand."""

    @abstractmethod
    def request(self, options: Options, batch: str) -> RequestedWork:
        """Enqueue the jobs under this batch. All inputs are checked before the first job is enqueued."""

    def output_files(self, options: Options, stimuli: Sequence[Stimulus]) -> dict[str, Path]:  # noqa: ARG002
        """Return the finished files by name."""
        return videos_by_clip(stimuli)


class Synthesize(Subcommand):
    """Make a video of each recording, with the motion that a checkpoint predicts."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options of this subcommand."""
        parser.add_argument("wavs", type=Path, nargs="+", metavar="A.wav", help="recorded speech")
        parser.add_argument("--checkpoint", required=True, metavar="NAME", help="the network that predicts the motion")
        add_render_options(parser)

    def request(self, options: Options, batch: str) -> RequestedWork:
        """Enqueue the jobs."""
        output_names(options["wavs"], ".mp4")
        condition, settings = catalog.checkpoint_condition(options["checkpoint"]), render_settings(options)
        recordings = [_import_recording(wav) for wav in options["wavs"]]
        return RequestedWork(
            [stimulus_requests.request_stimulus(each, condition, settings, batch=batch) for each in recordings]
        )

    def output_files(self, options: Options, stimuli: Sequence[Stimulus]) -> dict[str, Path]:
        """Return the finished files by name."""
        return videos_by_input(options["wavs"], stimuli)


class Animate(Subcommand):
    """Predict the motion of each recording as MPEG-4 FAPs, without a video."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options of this subcommand."""
        parser.add_argument("wavs", type=Path, nargs="+", metavar="A.wav", help="recorded speech")
        parser.add_argument("--checkpoint", required=True, metavar="NAME", help="the network that predicts the motion")
        parser.add_argument(
            "--fps", type=integer_in_range(MIN_FPS, MAX_FPS), default=25, help="frames per second (%(default)s)"
        )
        parser.add_argument(
            "--out", type=Path, metavar="DIR", help="write the FAP files to this folder (implies --wait)"
        )

    def request(self, options: Options, batch: str) -> RequestedWork:
        """Enqueue the jobs."""
        output_names(options["wavs"], ".fap")
        condition = catalog.checkpoint_condition(options["checkpoint"])
        recordings = [_import_recording(wav) for wav in options["wavs"]]
        with transaction.atomic():
            for recording in recordings:
                animation_requests.request_animation(recording, condition, fps=options["fps"], batch=batch)
        digests = [spec_digest(spec) for spec in self._specs(options)]
        return RequestedWork(jobs=list(Job.objects.active().filter(kind="animate", spec_digest__in=digests)))

    def output_files(self, options: Options, stimuli: Sequence[Stimulus]) -> dict[str, Path]:  # noqa: ARG002
        """Return the finished files by name."""
        motions = map(animation_requests.find_motion, self._specs(options))
        pairs = zip(output_names(options["wavs"], ".fap"), motions, strict=True)
        return {name: motion_store.export_fap_file(motion) for name, motion in pairs if motion}

    def _specs(self, options: Options) -> list[Spec]:
        condition = catalog.checkpoint_condition(options["checkpoint"])
        recordings = [import_recording(wav) for wav in options["wavs"]]
        return [animation_requests.animation_spec(each, condition, fps=options["fps"]) for each in recordings]


class Render(Subcommand):
    """Make a video of each motion file (FAPs, markers, ARKit curves, vertices), with or without sound."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options of this subcommand."""
        parser.add_argument(
            "motions",
            type=Path,
            nargs="+",
            metavar="M",
            help=f"a motion file: {', '.join(motion_store.MOTION_SUFFIXES)}",
        )
        parser.add_argument("--audio", type=Path, metavar="A.wav", help="its sound, or a folder with M.wav for each M")
        parser.add_argument("--condition", default="motion", help="the condition of the videos (%(default)s)")
        add_render_options(parser)
        add_reading_arguments(parser)

    def request(self, options: Options, batch: str) -> RequestedWork:
        """Enqueue the jobs."""
        paths, settings = options["motions"], render_settings(options)
        output_names(paths, ".mp4")
        condition = validate_label(options["condition"], where="--condition ")
        sounds = [_find_sound(path, options["audio"], is_only=len(paths) == 1) for path in paths]
        reading = read_options(Namespace(**options))
        motions = [_read_motion(path, reading, settings, sound) for path, sound in zip(paths, sounds, strict=True)]
        print_notes({str(path): motion.notes for path, motion in zip(paths, motions, strict=True)})
        return RequestedWork(
            [
                _request_motion_video(path, motion, sound, condition=condition, settings=settings, batch=batch)
                for path, motion, sound in zip(paths, motions, sounds, strict=True)
            ]
        )

    def output_files(self, options: Options, stimuli: Sequence[Stimulus]) -> dict[str, Path]:
        """Return the finished files by name."""
        return videos_by_input(options["motions"], stimuli)


def _find_sound(motion: Path, audio: Path | None, *, is_only: bool) -> Recording | None:
    if audio is None:
        return None
    if not audio.is_dir():
        if not is_only:
            raise InputError(f"--audio {audio} is one file for several motions; give a folder with a sound for each")
        return _print_notes(audio, import_sound(audio))
    sounds = [path for extension in SOUND_EXTENSIONS if (path := audio / f"{motion.stem}{extension}").is_file()]
    if not sounds:
        raise InputError(f"{audio} holds no {motion.stem}.wav for {motion}; put it there, or leave --audio out")
    return _print_notes(sounds[0], import_sound(sounds[0]))


def _import_recording(wav: Path) -> Recording:
    return _print_notes(wav, import_recording(wav))


def _print_notes(path: Path, recording: Recording) -> Recording:
    print_notes({str(path): recording.notes})
    return recording


def _read_motion(path: Path, reading: ReadOptions, settings: dict[str, Any], sound: Recording | None) -> ReadMotion:
    seed = sound.seed if sound else 1
    drawing = {name: settings[name] for name in ("fps", "deformer", "avatar")}
    read = motion_store.read_motion(path, reading, seed=seed, **drawing)
    length = length_note(read.motion, sound.seconds) if sound else []
    return read._replace(notes=(*read.notes, *length, *motion_store.drawing_notes(read.motion)))


def _request_motion_video(
    path: Path, read: ReadMotion, sound: Recording | None, *, condition: str, settings: dict[str, Any], batch: str
) -> Stimulus:
    imported, motion = catalog.imported_condition(condition), motion_store.store_motion(read.motion)
    settings = motion_store.settings_of_template(settings, motion_store.motion_template(read.motion))
    if sound:
        stimulus = stimulus_requests.request_stimulus(sound, imported, settings, motion=motion, batch=batch)
    else:
        stimulus = stimulus_requests.request_motion_stimulus(motion, imported, path.stem[:100], settings, batch=batch)
    add_notes(stimulus, read.notes)
    return stimulus


class ImportVideos(Subcommand):
    """Import videos made elsewhere as a condition; all get the same size, frame rate and loudness."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options of this subcommand."""
        parser.add_argument("folder", type=Path, metavar="DIR", help="a folder with one video per clip: CLIP.mp4, …")
        parser.add_argument(
            "--condition", required=True, help='name of the condition; a study file uses it as imported = "CONDITION"'
        )
        parser.add_argument("--fps", type=int, default=DEFAULT_SETTINGS.fps, help="frames per second (%(default)s)")
        parser.add_argument("--out", type=Path, metavar="DIR", help="copy the videos to this folder (implies --wait)")

    def request(self, options: Options, batch: str) -> RequestedWork:
        """Enqueue the jobs."""
        name = validate_label(options["condition"], where="--condition ")
        paths = files_by_clip(options["folder"])
        with progress_bar("Measuring") as progress:
            registered = register_videos(paths.values(), progress)
        videos = {clip: raise_if_error(registered[path]) for clip, path in paths.items()}
        measurements = [imports.video_measurement(video) for video in videos.values()]
        print_notes({str(paths[clip]): each.notes for clip, each in zip(paths, measurements, strict=True)})
        settings = _shared_settings(measurements, options["fps"])
        stimuli = []
        for clip, video in videos.items():
            imports.store_video(paths[clip], video)
            stimuli.append(
                stimulus_requests.request_imported_stimulus(
                    video, catalog.imported_condition(name), clip, settings, min_seconds=0.0, batch=batch
                )
            )
        return RequestedWork(stimuli)


def _shared_settings(measurements: list[VideoProperties], fps: int) -> dict[str, Any]:
    """Return settings that fit all videos of a batch: the size of the smallest, so that none is enlarged."""
    width, height = min((measured.size for measured in measurements), key=lambda size: size[0] * size[1])
    settings = RenderSettings(size=(width // 2 * 2, height // 2 * 2), fps=fps)
    loudness = common_loudness(measurements)
    return {"size": list(settings.size), "fps": settings.fps, "crf": settings.crf, "loudness": loudness}


class Train(Subcommand):
    """Train the network of an experiment file."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options of this subcommand."""
        parser.add_argument("experiment", type=Path, metavar="EXPERIMENT.toml", help="the experiment file")
        parser.add_argument("--name", help="name of the checkpoint (default: the file's name)")
        parser.add_argument("--again", action="store_true", help="train even if the same was trained before")

    def request(self, options: Options, batch: str) -> RequestedWork:
        """Enqueue the jobs."""
        path = options["experiment"]
        job = request_training(
            load_experiment(path), name=options["name"] or path.stem, batch=batch, retrain=options["again"]
        )
        if not job.is_active:
            print(f"{job.title}: trained before from the same files; --again trains it again", file=sys.stderr)  # noqa: T201
        return RequestedWork(jobs=[job] if job.is_active else [])


class GenerateCorpus(Subcommand):
    """Generate a synthetic corpus: synthetic speech and matching facial motion."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options of this subcommand."""
        parser.add_argument("name", help="name of the corpus")
        parser.add_argument(
            "--turns", type=integer_in_range(1, 100_000), default=120, help="number of turns (%(default)s)"
        )
        parser.add_argument("--speakers", type=integer_in_range(1, 4), default=4, help="number of voices (%(default)s)")
        parser.add_argument(
            "--seed", type=integer_in_range(0, 2**32 - 1), default=1, help="same seed, same corpus (%(default)s)"
        )
        parser.add_argument("--no-shared", action="store_true", help="leave out the factor that all regions share")

    def request(self, options: Options, batch: str) -> RequestedWork:
        """Enqueue the jobs."""
        name = options["name"]
        generator = {key: options[key] for key in ("turns", "speakers", "seed")} | {"shared": not options["no_shared"]}
        job = request_synthetic_corpus(name, generator, batch=batch)
        folder = Path(django_settings.STATE) / "corpora" / name
        print(f"The corpus will be written to {folder}", file=sys.stderr)  # noqa: T201
        return RequestedWork(jobs=[job])


def add_render_options(parser: ArgumentParser) -> None:
    """Add the options that determine how videos look, and `--out`."""
    parser.add_argument(
        "--avatar", default=DEFAULT_SETTINGS.avatar, help="a name, or the path of your own avatar.json (%(default)s)"
    )
    parser.add_argument(
        "--deformer",
        default=DEFAULT_SETTINGS.deformer,
        choices=DEFORMERS,
        help="how motion deforms the face (%(default)s)",
    )
    parser.add_argument("--size", type=_size, default=DEFAULT_SETTINGS.size, metavar="WxH", help="in pixels (640x480)")
    parser.add_argument("--fps", type=int, default=DEFAULT_SETTINGS.fps, help="frames per second (%(default)s)")
    parser.add_argument("--out", type=Path, metavar="DIR", help="copy the videos to this folder (implies --wait)")


def render_settings(options: Options) -> dict[str, Any]:
    """Return the settings as a stimulus records them; raise InputError if they are impossible."""
    return RenderSettings(**{name: options[name] for name in ("avatar", "deformer", "size", "fps")}).to_json()


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    try:
        return int(width), int(height)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a size; write WIDTHxHEIGHT, such as 640x480") from None


SUBCOMMANDS: Final[dict[str, Subcommand]] = {
    "synthesize": Synthesize(),
    "animate": Animate(),
    "render": Render(),
    "import": ImportVideos(),
    "train": Train(),
    "corpus": GenerateCorpus(),
}
