"""``python -m rtqa`` is ``rtqa``."""

from rtqa.cli.main import main

if __name__ == "__main__":
    main()
