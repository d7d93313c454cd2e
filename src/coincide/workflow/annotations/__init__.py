"""Annotation tables, both ways: what was found goes out, what people know comes in.

`export` writes tables, with what `rows` says about events. `tables` reads them and finds the recordings that their rows
are of; `labels` stores these, after `reviewed` has said which a person said, and `channels` in which channels they are.
"""

from coincide.workflow.annotations.channels import in_heard_channels as in_heard_channels
from coincide.workflow.annotations.export import export_annotations as export_annotations
from coincide.workflow.annotations.export import fitting_layout as fitting_layout
from coincide.workflow.annotations.labels import ImportResult as ImportResult
from coincide.workflow.annotations.labels import import_annotations as import_annotations
from coincide.workflow.annotations.rows import event_annotation as event_annotation
from coincide.workflow.annotations.rows import placed_span as placed_span
from coincide.workflow.annotations.tables import attach_to_catalog as attach_to_catalog
from coincide.workflow.annotations.tables import read_table as read_table
