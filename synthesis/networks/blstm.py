"""The four BLSTM networks: a trunk that encodes the speech, and a head for each facial region.

    features ─► dense, ReLU ─► BLSTM ─┬─► [BLSTM] ─► linear ─► upper    [BLSTM]: in joint-2 and separate-2
               └────── trunk ──────┘ ├─► [BLSTM] ─► linear ─► middle   Joint: one trunk for all three heads
                                      └─► [BLSTM] ─► linear ─► lower    Separate: a trunk for each head

In the comments B is the batch, T the frames, D = 44 the features, H the hidden units per direction.
Source: Sadoughi & Busso, "Joint Learning of Speech-Driven Facial Motion with Bidirectional Long-Short Term Memory",
IVA 2017. The sizes are those that give the parameter counts on the talk's slides exactly.
"""

from typing import Final, cast

import torch
from torch import Tensor, nn

from face.regions import REGION_MARKERS, Region
from synthesis.networks import FEATURE_COUNT, NetworkName


class Blstm(nn.Module):
    """A bidirectional LSTM with one bias vector per gate: (B, T, inputs) -> (B, T, 2H).

    torch has two bias vectors that act only as their sum; the second stays at zero, so that the number of parameters
    is the talk's. Frames beyond a sequence's length have no effect: each sequence is reversed within its own length,
    so the padding comes last in both directions. (Packed sequences do the same; with unequal lengths their gradients
    cost twenty times as much.)
    """

    def __init__(self, inputs: int, hidden: int) -> None:
        super().__init__()
        self.forwards, self.backwards = (nn.LSTM(inputs, hidden, batch_first=True) for _ in range(2))
        for lstm in (self.forwards, self.backwards):
            second = lstm.get_parameter("bias_hh_l0")
            nn.init.zeros_(second)
            second.requires_grad = False

    def forward(self, x: Tensor, lengths: Tensor) -> Tensor:
        """Return the states of both directions; frames beyond `lengths` (B,) are undefined."""
        forward_states, _ = self.forwards(x)
        backward_states, _ = self.backwards(_reverse(x, lengths))
        return torch.cat([forward_states, _reverse(backward_states, lengths)], dim=-1)


def _reverse(x: Tensor, lengths: Tensor) -> Tensor:
    """Reverse the first `lengths` (B,) frames of each sequence (B, T, N); the padding stays where it is."""
    frames = torch.arange(x.shape[1])
    last = lengths[:, None] - 1
    places = torch.where(frames <= last, last - frames, frames)  # (B, T)
    return x.gather(1, places[:, :, None].expand_as(x))


class Trunk(nn.Module):
    """Dense layer and BLSTM: (B, T, D) -> (B, T, 2H)."""

    def __init__(self, inputs: int, hidden: int) -> None:
        super().__init__()
        self.dense = nn.Linear(inputs, hidden)
        self.blstm = Blstm(hidden, hidden)

    def forward(self, x: Tensor, lengths: Tensor) -> Tensor:
        """Return the encoding of each frame."""
        return cast("Tensor", self.blstm(torch.relu(self.dense(x)), lengths))


class Head(nn.Module):
    """One region's own layers: (B, T, 2H) -> (B, T, outputs)."""

    def __init__(self, hidden: int, outputs: int, *, deep: bool) -> None:
        super().__init__()
        self.blstm = Blstm(2 * hidden, hidden) if deep else None
        self.linear = nn.Linear(2 * hidden, outputs)

    def forward(self, x: Tensor, lengths: Tensor) -> Tensor:
        """Return one region's coordinates, standardized."""
        states = x if self.blstm is None else self.blstm(x, lengths)
        return cast("Tensor", self.linear(states))


class Network(nn.Module):
    """Features to markers: (B, T, D) -> (B, T, 46, 3), regions in the order of `face.regions`.

    Arguments: hidden units per direction; `joint`: one trunk for all regions or one each; `deep`: a BLSTM of its own
    in every head.
    """

    def __init__(self, hidden: int, *, joint: bool, deep: bool, inputs: int = FEATURE_COUNT) -> None:
        super().__init__()
        self.trunks = nn.ModuleList(Trunk(inputs, hidden) for _ in range(1 if joint else len(Region)))
        self.heads = nn.ModuleList(Head(hidden, 3 * len(REGION_MARKERS[region]), deep=deep) for region in Region)

    def forward(self, x: Tensor, lengths: Tensor) -> Tensor:
        """Return standardized positions; frames beyond `lengths` (B,) are undefined."""
        encodings = [trunk(x, lengths) for trunk in self.trunks]  # 1 or 3 of (B, T, 2H)
        if len(encodings) == 1:
            encodings *= len(self.heads)
        positions = [head(encoding, lengths) for head, encoding in zip(self.heads, encodings, strict=True)]
        return torch.cat(positions, dim=-1).reshape(*x.shape[:2], -1, 3)  # (B, T, 138) -> (B, T, 46, 3)


ARCHITECTURES: Final[dict[NetworkName, dict[str, bool]]] = {
    "joint-1": {"joint": True, "deep": False},
    "separate-1": {"joint": False, "deep": False},
    "joint-2": {"joint": True, "deep": True},
    "separate-2": {"joint": False, "deep": True},
}


def create_network(name: NetworkName, hidden: int) -> Network:
    """Return an untrained network; its weights depend on torch's seed."""
    return Network(hidden, **ARCHITECTURES[name])


def count_parameters(network: nn.Module) -> int:
    """Return the number of trainable parameters."""
    return sum(weight.numel() for weight in network.parameters() if weight.requires_grad)
