"""A small board in the browser: `server` and the page `board.html`."""
