"""``python -m marsad.cli``, for where the ``marsad`` command is not installed."""

from marsad.cli import main

main()
