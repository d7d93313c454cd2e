"""The app: pages in a browser, served from this computer. It needs the extra `coincide[web]`.

In: a catalog. Out: pages, and the data behind them as JSON, bytes, pictures and sounds. Routes translate; all work is
done by `coincide.app`, whose records are sent as they are.

app        the application: routes behind one gate
guard      who may talk to the server, and the headers of every answer
lanes      how many requests are worked on at once
routes     one module per noun
schemas    bodies of requests, and pages of records
breaks     when nobody asks, so that work ahead holds nobody up
served     what all routes share
errors     what goes wrong, as status and message
messages   one sentence, as JSON or as a page
ranges     answers in parts, and kept ones
media      the picture and the sound of one call
static     the built pages
serve      the server: address, key, port
door       who comes in: the printed address opens once
codes      the codes of these addresses
browser    opens one
patience   how long a slow request is waited for
uploads    files that are sent
log        what the terminal says of requests
"""

from coincide.web.app import make_app as make_app
from coincide.web.app import openapi_document as openapi_document
from coincide.web.guard import Access as Access
