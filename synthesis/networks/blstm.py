"""The talk's four networks, made of two parts: a trunk that hears, and a head for each region that moves.

    features ─► dense, ReLU ─► BLSTM ─┬─► [BLSTM] ─► linear ─► upper    [BLSTM]: in joint-2 and separate-2
               └────── trunk ──────┘ ├─► [BLSTM] ─► linear ─► middle   Joint: one trunk for all three heads
                                      └─► [BLSTM] ─► linear ─► lower    Separate: a trunk for each head

In the comments B is the batch, T the frames, D = 44 the features, H the hidden units per direction.
Source: Sadoughi & Busso, "Joint Learning of Speech-Driven Facial Motion with Bidirectional Long-Short Term Memory",
IVA 2017. The sizes are those that give the parameter counts on its slides exactly.
"""

from typing import Final, cast

import torch
from torch import Tensor, nn

from face.regions import REGION_MARKERS, Region
from synthesis.networks import FEATURE_COUNT, NetworkName


class Blstm(nn.Module):
    """A bidirectional LSTM with one bias vector per gate: (B, T, inputs) -> (B, T, 2H).

    torch carries two bias vectors that only ever act as their sum; the second stays at zero, so that the number of
    parameters is the talk's. Frames beyond a sequence's length are never heard: padding lies behind the sequence in
    both directions, since each sequence is turned round within its own length. (Packed sequences do the same; with
    unequal lengths their gradients cost twenty times as much.)
    """

    def __init__(self, inputs: int, hidden: int) -> None:
        super().__init__()
        self.forwards, self.backwards = (nn.LSTM(inputs, hidden, batch_first=True) for _ in range(2))
        for lstm in (self.forwards, self.backwards):
            second = lstm.get_parameter("bias_hh_l0")
            nn.init.zeros_(second)
            second.requires_grad = False

    def forward(self, x: Tensor, lengths: Tensor) -> Tensor:
        """Hear the first `lengths` (B,) frames of each sequence both ways; the rest of the result means nothing."""
        ahead, _ = self.forwards(x)
        behind, _ = self.backwards(_turned(x, lengths))
        return torch.cat([ahead, _turned(behind, lengths)], dim=-1)


def _turned(x: Tensor, lengths: Tensor) -> Tensor:
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
        """Return what is heard of each frame, both ways in time."""
        return cast("Tensor", self.blstm(torch.relu(self.dense(x)), lengths))


class Head(nn.Module):
    """One region's own layers: (B, T, 2H) -> (B, T, outputs)."""

    def __init__(self, hidden: int, outputs: int, *, deep: bool) -> None:
        super().__init__()
        self.blstm = Blstm(2 * hidden, hidden) if deep else None
        self.linear = nn.Linear(2 * hidden, outputs)

    def forward(self, x: Tensor, lengths: Tensor) -> Tensor:
        """Return one region's coordinates, standardised."""
        heard = x if self.blstm is None else self.blstm(x, lengths)
        return cast("Tensor", self.linear(heard))


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
        """Return standardised positions; rows beyond `lengths` (B,) mean nothing."""
        heard = [trunk(x, lengths) for trunk in self.trunks]  # 1 or 3 of (B, T, 2H)
        if len(heard) == 1:
            heard *= len(self.heads)
        moved = [head(h, lengths) for head, h in zip(self.heads, heard, strict=True)]  # (B, T, 57), 36, 45
        return torch.cat(moved, dim=-1).reshape(*x.shape[:2], -1, 3)  # (B, T, 138) -> (B, T, 46, 3)


FAMILY: Final[dict[NetworkName, dict[str, bool]]] = {
    "joint-1": {"joint": True, "deep": False},
    "separate-1": {"joint": False, "deep": False},
    "joint-2": {"joint": True, "deep": True},
    "separate-2": {"joint": False, "deep": True},
}


def create_network(name: NetworkName, hidden: int) -> Network:
    """Return a fresh network; its weights depend on torch's seed."""
    return Network(hidden, **FAMILY[name])


def count_parameters(network: nn.Module) -> int:
    """Return how many numbers training may change: the talk's count."""
    return sum(weight.numel() for weight in network.parameters() if weight.requires_grad)
