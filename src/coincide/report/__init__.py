"""One self-contained HTML page: what was found, how good it is, from which data.

In goes `ReportData`, plain frozen data that somebody else gathered; out comes a page with its pictures and
sounds inside.

- `model`: what the page needs to know
- `page`: the whole page, and writing it
- `cards`: a card for each category, with calls to see and hear
- `question_card`: a question for a notebook
- `spectrogram_picture`, `png`: one event as a picture
- `sound`: one event as a small sound file
- `map_picture`, `colors`: all events in two dimensions, and colors for their categories
- `label_curve`, `label_section`: how far labels go
- `structure_model`, `tree_picture`, `structure_section`: songs and motifs
- `share_strip`: how the calls divide into categories
- `identity`: the word, link and color of a category
- `tables`: the result beside its baselines, and the verdict in words
- `sections`: summary, problems, how it was made, what to type next
- `markup`, `wording`: safe HTML, and numbers as people say them
- ``style.css``, ``page.js``: how the page looks, and what moves in it
"""

from coincide.report.label_curve import curve_svg as curve_svg
from coincide.report.model import UNSURE as UNSURE
from coincide.report.model import CategoryCard as CategoryCard
from coincide.report.model import CurveLine as CurveLine
from coincide.report.model import DetectionRow as DetectionRow
from coincide.report.model import Example as Example
from coincide.report.model import LabelCurves as LabelCurves
from coincide.report.model import LabelReduction as LabelReduction
from coincide.report.model import MapPoints as MapPoints
from coincide.report.model import NextStep as NextStep
from coincide.report.model import ReportData as ReportData
from coincide.report.model import ScoreColumn as ScoreColumn
from coincide.report.model import ScoreRow as ScoreRow
from coincide.report.model import Scores as Scores
from coincide.report.page import render as render
from coincide.report.page import write_report as write_report
from coincide.report.question_card import question_card as question_card
from coincide.report.sound import playable as playable
from coincide.report.sound import playable_wav as playable_wav
from coincide.report.sound import slowdown as slowdown
from coincide.report.spectrogram_picture import frequency_window as frequency_window
from coincide.report.spectrogram_picture import spectrogram_png as spectrogram_png
from coincide.report.spectrogram_picture import spectrogram_shades as spectrogram_shades
from coincide.report.structure_model import MotifRow as MotifRow
from coincide.report.structure_model import MotifVariant as MotifVariant
from coincide.report.structure_model import StructureData as StructureData
from coincide.report.structure_model import TreeBranch as TreeBranch
from coincide.report.structure_model import TreeLeaf as TreeLeaf
from coincide.report.structure_model import TreePicture as TreePicture
from coincide.report.tree_picture import tree_svg as tree_svg
