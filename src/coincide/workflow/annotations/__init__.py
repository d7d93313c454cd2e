"""Annotation tables, both ways: what was found goes out, what people know comes in.

`tables` writes and reads them, `reviewed` says which rows a person said, `channels` in which channels they are.
"""

from coincide.workflow.annotations.channels import in_heard_channels as in_heard_channels
from coincide.workflow.annotations.tables import ImportResult as ImportResult
from coincide.workflow.annotations.tables import attach_to_catalog as attach_to_catalog
from coincide.workflow.annotations.tables import event_annotation as event_annotation
from coincide.workflow.annotations.tables import export_annotations as export_annotations
from coincide.workflow.annotations.tables import fitting_layout as fitting_layout
from coincide.workflow.annotations.tables import import_annotations as import_annotations
from coincide.workflow.annotations.tables import placed_span as placed_span
from coincide.workflow.annotations.tables import read_table as read_table
