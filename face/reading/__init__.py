"""What the readers of motion files share: options, arrays, text, rates, repaired frames."""
