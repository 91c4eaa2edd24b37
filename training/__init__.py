"""From corpora to checkpoints: synthetic corpora, data sets, training, evaluation."""
