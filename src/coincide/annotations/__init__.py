"""Annotation tables: reads those of other programs, and writes events for them.

In: `Annotation` records and the recordings they belong to, or tables in a file or folder.
Out: tables that Raven, Audacity, Praat and spreadsheets open, or `Annotation` records.

Two folders hold further formats: `detectors` those of Kaleidoscope, BirdNET and DeepSqueak, `exchange` those for data
sets: AOEF, Darwin Core and Parquet.

    formats         the front door: writes and reads by format name, or guesses the format
    raven           Raven selection tables, over one recording or a sequence of them
    raven_rows      their columns, views and rows
    audacity        Audacity label tracks with frequency rows
    textgrid        Praat TextGrids with a category tier and a label tier
    textgrid_text   their text, long and short
    csv_table       comma-separated tables with columns of many names
    json_lines      one JSON object per annotation
    provenance      columns that say which event and model a row comes from
    table           delimited text with a header line
    wording         categories and labels as words in a cell
    spreadsheet     text that a spreadsheet shows but does not run
    spans           recordings, and their annotations
    attach          matches names in a table with recordings
    source          reading text and numbers, with errors that say where
    target          writes whole files, and says where
"""

from coincide.annotations.attach import attach_recordings as attach_recordings
from coincide.annotations.audacity import read_audacity as read_audacity
from coincide.annotations.csv_table import read_csv as read_csv
from coincide.annotations.formats import READ_FORMATS as READ_FORMATS
from coincide.annotations.formats import WRITTEN_FORMATS as WRITTEN_FORMATS
from coincide.annotations.formats import check_tables as check_tables
from coincide.annotations.formats import guess_format as guess_format
from coincide.annotations.formats import no_tables as no_tables
from coincide.annotations.formats import program_of as program_of
from coincide.annotations.formats import read_annotations as read_annotations
from coincide.annotations.formats import recording_stem as recording_stem
from coincide.annotations.formats import write_annotations as write_annotations
from coincide.annotations.json_lines import read_json_lines as read_json_lines
from coincide.annotations.provenance import local_text as local_text
from coincide.annotations.provenance import utc_text as utc_text
from coincide.annotations.raven import read_raven as read_raven
from coincide.annotations.spans import RecordingSpan as RecordingSpan
from coincide.annotations.spreadsheet import guarded as guarded
from coincide.annotations.target import comma_separated as comma_separated
from coincide.annotations.target import hertz as hertz
from coincide.annotations.target import seconds as seconds
from coincide.annotations.textgrid import read_textgrid as read_textgrid
