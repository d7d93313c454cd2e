"""`python -m coincide`: the command line where no script is on the path."""

from coincide.cli.app import main

if __name__ == "__main__":
    main()
