"""Memory: what exists, what was found in it, and where each fact came from.

In: records (recordings, events, categories, labels, runs). Out: the same records, after any crash, move or
new run. A catalog is one folder that the user owns, with a SQLite database and plain ``.npy`` arrays;
recordings themselves are never written to.

store      `CatalogStore`: opens, closes, holds transactions, and a noun for each kind of fact
nouns      these nouns: runs, files, recordings, events, models, categories, labels, answers, trees ...
rows       records that only the catalog has: runs, files, models, stored labels, answers
sqlite     the tables, their migrations, and opening them for one writer and many readers
integrity  nothing is lost or changed unnoticed: seal, journal, examination, restoring
storage    errors of the disk, as one sentence each
lock       one writer at a time
job        the progress of the command that writes
vectors    arrays by row, saved atomically, read by memory map
set_aside  moves damaged files to a folder of their own
folders    where a catalog is, and its files
"""

from coincide.catalog.folders import check_place as check_place
from coincide.catalog.folders import checkpoint_folder as checkpoint_folder
from coincide.catalog.folders import default_catalog_path as default_catalog_path
from coincide.catalog.folders import find_catalog as find_catalog
from coincide.catalog.folders import is_catalog as is_catalog
from coincide.catalog.folders import model_folder as model_folder
from coincide.catalog.job import JobFile as JobFile
from coincide.catalog.job import JobState as JobState
from coincide.catalog.job import current_job as current_job
from coincide.catalog.lock import Holder as Holder
from coincide.catalog.lock import current_holder as current_holder
from coincide.catalog.nouns.categories import Regrouping as Regrouping
from coincide.catalog.nouns.labels import Selection as Selection
from coincide.catalog.rows import MERGE as MERGE
from coincide.catalog.rows import SPLIT as SPLIT
from coincide.catalog.rows import UNDO as UNDO
from coincide.catalog.rows import FileRow as FileRow
from coincide.catalog.rows import ModelRecord as ModelRecord
from coincide.catalog.rows import Run as Run
from coincide.catalog.rows import ScannedFile as ScannedFile
from coincide.catalog.rows import Span as Span
from coincide.catalog.rows import StoredAnswer as StoredAnswer
from coincide.catalog.rows import StoredCheck as StoredCheck
from coincide.catalog.rows import StoredLabel as StoredLabel
from coincide.catalog.rows import StoredSample as StoredSample
from coincide.catalog.rows import StoredTree as StoredTree
from coincide.catalog.set_aside import set_aside as set_aside
from coincide.catalog.sqlite.changes import ChangeCounter as ChangeCounter
from coincide.catalog.sqlite.changes import Stamp as Stamp
from coincide.catalog.storage import damaged as damaged
from coincide.catalog.storage import storage_errors as storage_errors
from coincide.catalog.store import CatalogStore as CatalogStore
from coincide.catalog.vectors import load_array as load_array
from coincide.catalog.vectors import save_array as save_array
from coincide.catalog.vectors import unusable as unusable
from coincide.catalog.vectors import why_unread as why_unread
