"""The figures of the report as SVG and PDF; only this package imports matplotlib."""
