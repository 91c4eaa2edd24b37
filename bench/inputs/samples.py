"""Small valid files of every kind, written by the program itself or by independent writers of the tests."""

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import numpy as np

from face import arkit, fap_file, npz_file
from face.faps import FAPS
from face.motion import fap_motion
from face.vertex_motion import VertexMotion
from tests.face.sound import sounds
from tests.face.vertices import heads

FRAMES = 12


def _faps(frames: int = FRAMES) -> np.ndarray:
    waves = np.sin(np.arange(frames)[:, None] / 3 + np.arange(len(FAPS)))
    return np.asarray(100 * waves, np.float32)


def fap_text(folder: Path) -> None:
    """Write FAPs as text."""
    fap_file.write(fap_motion(np.round(_faps()), 25.0), folder / "a.fap", name="a")


def fap_arrays(folder: Path) -> None:
    """Write FAPs as arrays."""
    npz_file.save(fap_motion(_faps(), 25.0), folder / "a.npz")


def marker_arrays(folder: Path) -> None:
    """Write 46 markers."""
    faces = import_module("tests.synthesis.faces")
    npz_file.save(faces.motion(faces.noise(1, frames=FRAMES)), folder / "a.npz")


def _vertex_motion() -> VertexMotion:
    vertices, triangles = heads.head(8, 8)
    return VertexMotion(heads.jaw_motion(vertices, FRAMES).astype(np.float32), 30.0, vertices, triangles)


def vertex_arrays(folder: Path) -> None:
    """Write the vertices of a head with its template."""
    npz_file.save(_vertex_motion(), folder / "a.npz")


def vertices(folder: Path) -> None:
    """Write the bare vertices of a head, and beside them the template."""
    motion = _vertex_motion()
    np.save(folder / "a.npy", motion.positions.reshape(FRAMES, -1))
    heads.write_obj(folder / "template.obj", motion.template, motion.faces)


def template(name: str) -> Callable[[Path], None]:
    """Return a function that writes a mesh as OBJ or PLY."""

    def make(folder: Path) -> None:
        vertices, triangles = heads.head(5, 6)
        if name.endswith(".obj"):
            heads.write_obj(folder / name, vertices, triangles)
            return
        head = f"ply\nformat binary_little_endian 1.0\nelement vertex {len(vertices)}\n"
        head += "property float x\nproperty float y\nproperty float z\n"
        head += f"element face {len(triangles)}\nproperty list uchar int vertex_indices\nend_header\n"
        rows = b"".join(b"\x03" + row.astype("<i4").tobytes() for row in triangles)
        (folder / name).write_bytes(head.encode() + vertices.astype("<f4").tobytes() + rows)

    return make


def _weights(frames: int = FRAMES) -> np.ndarray:
    return np.asarray(np.abs(np.sin(np.arange(frames)[:, None] / 5 + np.arange(len(arkit.BLEND_SHAPES)))))


def live_link(folder: Path) -> None:
    """Write curves as Live Link Face does, with timecodes."""
    arkit.write_csv(folder / "a.csv", _weights().astype(np.float32), np.arange(FRAMES) / 30, 30.0)


def curves(folder: Path) -> None:
    """Write a few curves with times in seconds."""
    rows = [f"{index / 30:.4f},{value:.3f},{1 - value:.3f}" for index, value in enumerate(np.linspace(0, 1, FRAMES))]
    (folder / "a.csv").write_text("\n".join(["Time,jawOpen,mouthSmile_L", *rows]) + "\n")


def audio2face(folder: Path) -> None:
    """Write curves as Audio2Face does."""
    document = {
        "exportFps": 30.0,
        "trackPath": "a.wav",
        "numPoses": len(arkit.BLEND_SHAPES),
        "numFrames": FRAMES,
        "facsNames": list(arkit.BLEND_SHAPES),
        "weightMat": np.round(_weights(), 3).tolist(),
    }
    (folder / "a.json").write_text(json.dumps(document))


def mediapipe(folder: Path) -> None:
    """Write curves as MediaPipe does in a browser."""
    frames = [
        {"timestamp": 33.3 * index, "faceBlendshapes": [{"categories": [{"categoryName": "jawOpen", "score": value}]}]}
        for index, value in enumerate(np.linspace(0, 0.9, FRAMES))
    ]
    (folder / "a.json").write_text(json.dumps(frames))


def parameters(folder: Path) -> None:
    """Write FLAME's parameters, and beside them a model in its layout."""
    models = import_module("tests.face.head_model.models")
    models.write_npz(folder / "flame.npz", models.flame(shapes=20))
    generator = np.random.default_rng(3)
    np.savez(folder / "a.npz", exp=generator.normal(size=(6, 20)), pose=generator.normal(0, 0.1, (6, 6)), fps=25.0)


def flame_pickle(folder: Path) -> None:
    """Write a model in the layout of FLAME's pickles."""
    models = import_module("tests.face.head_model.models")
    models.write_pkl(folder / "flame.pkl", models.flame(shapes=20))


def avatar(folder: Path) -> None:
    """Write an avatar of a few hundred vertices."""
    import_module("tests.renderer.small_head").write(folder)


def animated_head(folder: Path) -> None:
    """Write a head of a few hundred vertices whose own file animates its morph targets."""
    import_module("tests.renderer.morph_animation.animated").write(folder / "a.glb")


def sound(name: str, seconds: float = 0.6) -> Callable[[Path], None]:
    """Return a function that writes a sound like speech."""

    def make(folder: Path) -> None:
        samples = sounds.speech_like(seconds, rate=16_000)
        if name.endswith(".m4a"):
            import_module("tests.foreign_sounds").write_m4a(folder / name, samples, 16_000)
        else:
            import_module("soundfile").write(folder / name, samples, 16_000)

    return make


def video(name: str) -> Callable[[Path], None]:
    """Return a function that writes a video of half a second."""
    codecs = {
        ".mp4": ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"),
        ".webm": ("-c:v", "libvpx", "-deadline", "realtime"),
        ".avi": ("-c:v", "mpeg4"),
        ".mkv": ("-c:v", "mpeg4"),
        ".mpg": ("-c:v", "mpeg1video"),
    }

    def make(folder: Path) -> None:
        write = import_module("tests.foreign_videos").write_video
        write(folder / name, size="96x64", seconds=0.5, codec=codecs[Path(name).suffix])

    return make


def study(folder: Path) -> None:
    """Write a study file with most tables."""
    presets = Path(__file__).parents[2] / "evalsite/studies/presets"
    text = (presets / "default.toml").read_text(encoding="utf-8")
    clips = '\n[[clips]]\nname = "one"\nrecording = "a"\n\n[[clips]]\nname = "two"\nsound = "b.wav"\n'
    (folder / "study.toml").write_text(text + clips, encoding="utf-8")


def plan(folder: Path) -> None:
    """Write a plan with a contrast."""
    text = """[design]
scale = [1, 10]
raters = 20

[analysis]
alpha = 0.05

[analysis.contrasts]
"a - b" = {a = 1, b = -1}
"""
    (folder / "plan.toml").write_text(text)


def experiment(folder: Path) -> None:
    """Write an experiment."""
    text = 'corpus = "c"\nnetwork = "joint-1"\nhidden = 8\nepochs = 2\nseconds = 2.5\nlearning_rate = 0.002\n'
    (folder / "run.toml").write_text(text)


def ratings(folder: Path) -> None:
    """Write complete ratings of a few raters."""
    generator = np.random.default_rng(1)
    rows = [
        f"r{rater},k{clip},{condition},upper,{generator.integers(1, 11)}"
        for rater in range(6)
        for clip in range(3)
        for condition in ("a", "b")
    ]
    (folder / "ratings.csv").write_text("\n".join(["rater,clip,condition,question,rating", *rows]) + "\n")


def objective(folder: Path) -> None:
    """Write objective scores of a few clips."""
    scores = import_module("analysis.objective_scores")
    measures = sorted(scores.MEASURES) if hasattr(scores, "MEASURES") else ["ccc", "mse"]
    rows = [
        scores.ObjectiveScore(condition, f"k{clip}", "upper", measures[0], 0.1 * clip)
        for clip in range(3)
        for condition in ("a", "b")
    ]
    (folder / "scores.csv").write_text(scores.format_objective_csv(rows))


def corpus(folder: Path) -> None:
    """Write a corpus of two turns."""
    corpora = import_module("training.corpora.corpus")
    turns = []
    for name in ("one", "two"):
        marker_arrays(folder)
        (folder / "a.npz").rename(folder / f"{name}.npz")
        sound(f"{name}.wav", 0.2)(folder)
        turns.append(corpora.Turn(name, "ann", folder / f"{name}.wav", folder / f"{name}.npz"))
    corpora.save_corpus(corpora.Corpus("tones", "tones", folder, tuple(turns)))


def features(folder: Path) -> None:
    """Write features of noise."""
    module = import_module("synthesis.features")
    values = np.random.default_rng(1).normal(size=(30, len(module.FEATURE_NAMES))).astype(np.float32)
    npz_file.save(module.Features(values, module.FEATURE_NAMES, "none"), folder / "a.npz")


def checkpoint(folder: Path) -> None:
    """Write a checkpoint with fresh weights."""
    made = import_module("tests.synthesis.cards").checkpoint()
    import_module("synthesis.checkpoint").save(folder / "a.safetensors", made.network, made.card)


def bundle(folder: Path) -> None:
    """Write a bundle as `python -m analysis report` does, without page and figures, which take seconds."""
    bundles, report = import_module("analysis.bundle"), import_module("analysis.report.files")
    ratings(folder)
    text = (folder / "ratings.csv").read_text()
    parsed = import_module("analysis.ratings_csv").parse_ratings_csv(text, "ratings.csv")
    results = json.loads(import_module("analysis.pipeline").analyse(parsed, None).to_json())
    plan = {"sha256": results["plan_sha256"], "plan": results["plan"], "written": None}
    tables = import_module("analysis.report.csv_export").csv_tables(results)
    texts = {"ratings.csv": text, "plan.json": json.dumps(plan)} | {f"tables/{name}": tables[name] for name in tables}
    files = {name: content.encode() for name, content in texts.items()}
    files["results.json"] = report.results_json(results)
    files[bundles.MANIFEST] = bundles.format_manifest(files).encode()
    (folder / "bundle.zip").write_bytes(bundles.pack_bundle(files))
