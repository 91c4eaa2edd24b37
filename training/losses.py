"""The concordance correlation coefficient as a differentiable loss; `training.metrics` has it in numpy."""

import torch
from torch import Tensor

from face.regions import Region, region_slice


def concordance_correlation(prediction: Tensor, target: Tensor, valid: Tensor) -> Tensor:
    """Return Lin's concordance correlation coefficient of each column, with gradients.

    The formula is that of `training.metrics.concordance_correlation`.

    Parameters
    ----------
    prediction, target, valid
        `(N, D)`; all frames one after another; `valid` is True where the target was measured.

    Returns
    -------
    Tensor
        `(D,)`, from -1 to 1.
    """
    weight = valid.to(prediction.dtype)
    count = weight.sum(dim=0).clamp(min=1)
    target = torch.where(valid, target, 0)
    mean_x, mean_y = (prediction * weight).sum(dim=0) / count, target.sum(dim=0) / count
    x, y = (prediction - mean_x) * weight, (target - mean_y) * weight
    covariance = 2 * (x * y).sum(dim=0) / count
    spread = ((x * x) + (y * y)).sum(dim=0) / count + (mean_x - mean_y) ** 2
    return covariance / spread.clamp(min=torch.finfo(prediction.dtype).tiny)


def concordance_loss(prediction: Tensor, target: Tensor, valid: Tensor) -> Tensor:
    """Return the sum over the regions of the mean over their coordinates of 1 - rho_c.

    Parameters
    ----------
    prediction, target
        `(N, 46, 3)`, the batch's frames one after another, without padding.
    valid
        `(N, 46)`, False where a marker was lost; such frames are left out.

    Returns
    -------
    Tensor
        A scalar, 0 (equal) to 6.
    """
    known = valid[:, :, None].expand_as(target)
    losses = []
    for part in map(region_slice, Region):
        columns = (tensor[:, part].flatten(1) for tensor in (prediction, target, known))  # (N, 57), 36, 45
        losses.append((1 - concordance_correlation(*columns)).mean())
    return torch.stack(losses).sum()
