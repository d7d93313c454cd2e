"""From events to an answer: how many, when, where, how sure.

In: recordings with the times that recorders wrote, a table of sites, events as columns. Out: recordings at a place and
an absolute time, counts beside the effort, samples to check, and what the checks say.

- `site_table`: sites and deployments in CSV tables, and the summaries of Song Meters.
- `patterns`: sites and recorders in the names of folders.
- `position`: the middle of positions.
- `placing`: which recording was made where, and when in UTC and local time.
- `stretches`: recordings cut where hours, days or the sun change.
- `sun`: sunrise, sunset and civil twilight at a position.
- `groups`: hours, days, sites and the like.
- `season`: seasons whose truth is known.
- `counts`: calls, minutes with calls and rates per recorded hour, with zeros.
- `sampling`: which events to check.
- `intervals`: shares and totals with 95% intervals.
- `estimates`: precision, recall, corrected counts and thresholds from checks.
- `agreement`: Cohen's kappa of two people.

What others build on, for a catalog (`coincide.workflow.survey.table`):

    open_survey(learned, timezone=None) -> Survey
    Survey.recordings    a `PlacedRecording` each: site, recorder, position, `began_at` (UTC), `zone`, `time_source`;
                         all that were searched for events, so they are the effort
    Survey.events        `EventTable`: recording, onset, name and confidence of each event, as arrays
    Survey.columns       the same events as the catalog has them: id, channel, offset, band, SNR, category
    Survey.event_at_s    Unix seconds of each event; `Survey.event_at(row)` in UTC and by the clocks of the place
    Survey.count(by=("day", "hour", "name"), names=..., min_confidence=...) -> `Counts`: calls, minutes with calls,
                         recorded time and rate of each group, with zeros
"""

from typing import TYPE_CHECKING

from coincide.lazy import lazy_exports

if TYPE_CHECKING:
    from coincide.survey.agreement import Agreement as Agreement
    from coincide.survey.agreement import compare_people as compare_people
    from coincide.survey.counts import Counts as Counts
    from coincide.survey.counts import EventTable as EventTable
    from coincide.survey.counts import count_events as count_events
    from coincide.survey.estimates import CheckedItem as CheckedItem
    from coincide.survey.estimates import Estimates as Estimates
    from coincide.survey.estimates import NameEstimate as NameEstimate
    from coincide.survey.estimates import estimate as estimate
    from coincide.survey.intervals import Interval as Interval
    from coincide.survey.patterns import by_pattern as by_pattern
    from coincide.survey.placing import PlacedCatalog as PlacedCatalog
    from coincide.survey.placing import PlacedRecording as PlacedRecording
    from coincide.survey.placing import place as place
    from coincide.survey.position import middle_of as middle_of
    from coincide.survey.sampling import SampleDesign as SampleDesign
    from coincide.survey.sampling import Stratum as Stratum
    from coincide.survey.sampling import draw_sample as draw_sample
    from coincide.survey.season import Season as Season
    from coincide.survey.season import make_season as make_season
    from coincide.survey.site_table import read_sites as read_sites

__getattr__, __dir__ = lazy_exports(__name__)
