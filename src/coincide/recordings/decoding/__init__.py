"""Opens sound files, whatever they hold.

- `opening`: opens files, even those the recorder never finished.
- `containers`: how much sound a header promises and the bytes hold.
- `mpeg`: whether the last frame of an MP3 file is whole, and how much sound its frames hold.
- `decoder`: an opened file, in this process.
- `plain`: which files are opened so.
- `distant`, `helper`: all others, in a process of its own.
"""
