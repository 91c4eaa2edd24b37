import pytest
import torch

from synthesis.networks.blstm import ARCHITECTURES, count_parameters, create_network

# The counts on the talk's slides, exactly (millions: 4.4, 17.1, 12.8, 50.8, 23.2, 31.7).
SLIDE = [
    ("joint-1", 512, 4_362_890),
    ("separate-1", 512, 12_805_770),
    ("joint-1", 1024, 17_114_250),
    ("separate-1", 1024, 50_777_226),
    ("joint-2", 512, 23_249_546),
    ("separate-2", 512, 31_692_426),
]


@pytest.mark.parametrize(("name", "hidden", "count"), SLIDE)
def test_parameter_counts_match_the_talk(name, hidden, count):
    with torch.device("meta"):
        assert count_parameters(create_network(name, hidden)) == count


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_output_shape_is_46_markers(name):
    moved = create_network(name, 8)(torch.randn(2, 5, 44), torch.tensor([5, 3]))
    assert moved.shape == (2, 5, 46, 3)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_padding_does_not_change_the_output(name):
    network, x = create_network(name, 8).eval(), torch.randn(2, 30, 44)
    alone = network(x[1:, :12], torch.tensor([12]))
    x[1, 12:] = 100
    beside = network(x, torch.tensor([30, 12]))[1:, :12]
    torch.testing.assert_close(beside, alone)


def test_the_second_lstm_bias_stays_zero():
    network = create_network("joint-2", 8)
    optimizer = torch.optim.Adam(network.parameters(), lr=0.1)
    network(torch.randn(1, 9, 44), torch.tensor([9])).sum().backward()
    optimizer.step()
    second = [weight for name, weight in network.named_parameters() if "bias_hh" in name]
    assert len(second) == 8
    assert not any(weight.any() for weight in second)


@pytest.mark.parametrize(("name", "shared"), [("joint-1", True), ("separate-1", False)])
def test_only_joint_networks_share_gradients_between_regions(name, shared):
    network = create_network(name, 8)
    network(torch.randn(1, 9, 44), torch.tensor([9]))[:, :, :19].sum().backward()  # the upper face's error only
    last = network.trunks[-1].dense.weight.grad  # what the lower face hears through
    assert bool(last.any()) == shared
