"""The direct link: everyone who has it may take part."""
