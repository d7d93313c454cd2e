"""The routes, one module per noun; each translates a request into a call of `coincide.app` and back.

`overview`, `categories`, `events`, `recordings`, `map`: to look at. `search`: what resembles this. `label`: questions.
`labels`: of events that were selected. `survey`: counts and figures. `validate`: a sample to check. `exports`:
tables and clips to save. `kept`: clips of the live page. `live`: recognizers for the browser.
"""

from coincide.web.routes.categories import router as _categories
from coincide.web.routes.events import router as _events
from coincide.web.routes.exports import router as _exports
from coincide.web.routes.kept import router as _kept
from coincide.web.routes.label import router as _label
from coincide.web.routes.labels import router as _labels
from coincide.web.routes.live import router as _live
from coincide.web.routes.map import router as _map
from coincide.web.routes.overview import router as _overview
from coincide.web.routes.recordings import router as _recordings
from coincide.web.routes.search import router as _search
from coincide.web.routes.survey import router as _survey
from coincide.web.routes.validate import router as _validate

ROUTERS = (
    _overview,
    _categories,
    _events,
    _recordings,
    _map,
    _search,
    _labels,
    _label,
    _kept,
    _live,
    _survey,
    _validate,
    _exports,
)
