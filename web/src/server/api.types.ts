// Written by `python web/bundle.py types` from the server's OpenAPI document. Do not edit.

/**
 * Two people who judged the same items.
 */
export interface Agreement {
  first: string;
  second: string;
  n_items: number;
  share: number;
  kappa: number | null;
  disagreements: [number, string, string][];
}

/**
 * An answer to a question.
 */
export interface AnswerBody {
  answer: "name" | "noise" | "mixed" | "skip";
  name?: string;
}

/**
 * How one method compares with ours.
 */
export interface BaselineScore {
  method: string;
  copies: number | null;
  silhouette: number;
  verdict: string;
  is_better: boolean;
}

/**
 * One category.
 */
export interface CategorySummary {
  number: number;
  name: string | null;
  size: number;
  certainty: number;
  duration_s: number;
  low_hz: number;
  high_hz: number;
  n_recordings: number;
  novelty: number;
  medoid_event_id: number;
  example_event_ids: number[];
  is_noise: boolean;
}

/**
 * Which change to undo, by the `X-Change` of its answer; the last one if not given.
 */
export interface ChangeBody {
  change?: number | null;
}

/**
 * An answer; ``other`` comes with the name.
 */
export interface CheckBody {
  who?: string | null;
  answer: "yes" | "no" | "other" | "skip";
  name?: string;
}

/**
 * An item as it is asked about.
 */
export interface CheckItem {
  item: number;
  name: string;
  question: string;
  recording_id: number;
  recording_name: string;
  onset_s: number;
  offset_s: number;
  low_hz: number;
  high_hz: number;
  site: string;
  time_local: string | null;
  slowdown: number;
}

/**
 * How far one person has checked the newest sample.
 */
export interface CheckState {
  who: string;
  sample: number | null;
  names: string[];
  n_items: number;
  n_answered: number;
  next: CheckItem[];
}

/**
 * The part of a sound that was compared.
 */
export interface ComparedPart {
  onset_s: number;
  offset_s: number;
  duration_s: number;
  picture: string;
}

/**
 * How good the names probably were after some answers.
 */
export interface CurvePoint {
  n_labels: number;
  estimate: number;
}

/**
 * A question as a page shows it.
 */
export interface DeskQuestion {
  key: string;
  kind: string;
  event: ShownEvent;
  size: number;
  members: ShownEvent[];
  suggestions: Suggestion[];
  picture_url: string | null;
  sound_url: string | null;
}

/**
 * An event as a person sees it.
 */
export interface ShownEvent {
  id: number;
  recording_id: number;
  recording_name: string;
  channel: number;
  onset_s: number;
  offset_s: number;
  low_hz: number;
  high_hz: number;
  snr_db: number;
  category: number | null;
  category_name: string | null;
  certainty: number;
  label: string | null;
  slowdown: number;
  site: string;
  time_utc: string | null;
  time_local: string | null;
  version: string;
}

/**
 * A name that a question's events probably have.
 */
export interface Suggestion {
  name: string;
  score: number;
}

/**
 * What is asked next, and where labeling stands.
 */
export interface DeskState {
  questions: DeskQuestion[];
  names: string[];
  undo_available: boolean;
  n_answers: number;
  quality: number | null;
  can_stop: boolean;
  is_exhausted: boolean;
}

/**
 * Where an event begins and ends to a person, in seconds; as it was found where they did not say.
 */
export interface DrawnEdges {
  event_id: number;
  onset_s: number;
  offset_s: number;
}

/**
 * Where an event begins and ends, in seconds of its recording; at least one of them.
 */
export interface EdgesBody {
  onset_s?: number | null;
  offset_s?: number | null;
}

/**
 * One clear message.
 */
export interface ErrorMessage {
  detail: string;
}

/**
 * Estimates from a checked sample.
 */
export interface Estimates {
  names: NameEstimate[];
  n_checked: number;
  n_events: number;
  wanted_precision: number;
}

/**
 * One name.
 */
export interface NameEstimate {
  name: string;
  n_named: number;
  n_checked: number;
  n_right: number;
  precision: Interval;
  recall: Interval;
  corrected: Interval;
  threshold: ScoreThreshold | null;
}

/**
 * An estimate with its 95% interval, `low` ≤ `value` ≤ `high`; the value is None if nothing is known.
 */
export interface Interval {
  value: number | null;
  low: number;
  high: number;
}

/**
 * From which score on a name is right often enough.
 */
export interface ScoreThreshold {
  score: number;
  precision: Interval;
  n_checked: number;
  kept: number;
}

/**
 * Some of the events of a category, and how many there are in all.
 */
export interface EventPage {
  total: number;
  events: ShownEvent[];
}

/**
 * What resembles the query, the nearest first.
 */
export interface HitPage {
  hits: ShownHit[];
}

/**
 * An event that resembles the query.
 */
export interface ShownHit {
  id: number;
  recording_id: number;
  recording_name: string;
  channel: number;
  onset_s: number;
  offset_s: number;
  low_hz: number;
  high_hz: number;
  snr_db: number;
  category: number | null;
  category_name: string | null;
  certainty: number;
  label: string | null;
  slowdown: number;
  site: string;
  time_utc: string | null;
  time_local: string | null;
  version: string;
  distance: number;
}

/**
 * The key of the question that a clip became.
 */
export interface KeptClipKey {
  key: string;
}

/**
 * How far people have labeled.
 */
export interface LabelSummary {
  n_labels: number;
  n_named_categories: number;
  estimate: number | null;
}

/**
 * How many events were labeled.
 */
export interface LabeledCount {
  n: number;
}

/**
 * A label for some events; empty to remove theirs.
 */
export interface LabelsBody {
  /**
   * @minItems 1
   * @maxItems 100000
   */
  event_ids: [number, ...number[]];
  label: string;
}

/**
 * A recognizer in a browser.
 */
export interface LiveManifest {
  format?: number;
  kind: "sound" | "image";
  file: string;
  sha256: string;
  size: number;
  embedding_key?: string;
  labels: string[];
  has_unknown: boolean;
  noise_label?: number | null;
  unknown_threshold: number;
  thresholds: {
    [k: string]: number;
  };
  embedding_dim: number;
  sample_rate_hz?: number;
  hop_samples?: number;
  hop_s?: number;
  n_slots?: number;
  state_size?: number;
  latency_s?: number;
  low_hz?: number;
  high_hz?: number;
  inputs: {
    [k: string]: (number | string)[];
  };
  outputs: {
    [k: string]: (number | string)[];
  };
  parity: number;
  catalog: string;
  created: string;
  version: string;
  notes: string[];
  groups?: string[];
  group_above?: number[];
  group_of?: number[];
  unfit?: number[];
  usual?: number[];
}

/**
 * How far the recognizer is that is being made.
 */
export interface MakingState {
  is_making: boolean;
  since_s: number;
  expected_s: number;
}

/**
 * What people said about the events.
 */
export interface MapLabels {
  model: string;
  names: string[];
  numbers: number[];
}

/**
 * The numbers of the categories to merge.
 */
export interface MergeBody {
  /**
   * @minItems 2
   * @maxItems 1000
   */
  numbers: [number, number, ...number[]];
}

/**
 * The key of the current model; null before anything was learned.
 */
export interface ModelKey {
  model: string | null;
}

/**
 * The name of a category.
 */
export interface NameBody {
  name: string;
}

/**
 * A command to type, and why.
 */
export interface NextStep {
  command: string;
  why: string;
}

/**
 * The first page.
 */
export interface Overview {
  catalog: string;
  n_recordings: number;
  total_s: number;
  n_events: number;
  n_categories: number;
  n_unsure: number;
  health: string[];
  next_steps: NextStep[];
  problems: Problem[];
  baselines: BaselineScore[];
  labels: LabelSummary;
  busy: string | null;
  stopped: string | null;
  is_learned: boolean;
}

/**
 * Why a file is not, or not wholly, part of the catalog.
 */
export interface Problem {
  path: string;
  kind: string;
  reason: string;
  is_left_out: boolean;
}

/**
 * One recording.
 */
export interface RecordingSummary {
  id: number;
  name: string;
  duration_s: number;
  sample_rate_hz: number;
  n_channels: number;
  searched_channels: number[];
  n_events: number;
  started_at: string | null;
  site: string;
  recorder: string;
  time_utc: string | null;
  time_local: string | null;
  is_present: boolean;
}

/**
 * One execution of one command that writes.
 */
export interface Run {
  id: number;
  command: string;
  status: string;
  started_at: string;
  ended_at: string | null;
  seed: number;
  settings: {
    [k: string]: unknown;
  };
  versions: {
    [k: string]: unknown;
  };
  results: {
    [k: string]: unknown;
  } | null;
  error: string | null;
}

/**
 * What to draw a sample of.
 */
export interface SampleBody {
  who?: string | null;
  /**
   * @minItems 1
   * @maxItems 100
   */
  names: [string, ...string[]];
  n?: number;
  timezone?: string | null;
}

/**
 * By event, or by a stretch of a recording: of one channel, or of all mixed if `channel` is not given.
 */
export interface SearchBody {
  event_id?: number | null;
  recording_id?: number | null;
  onset_s?: number | null;
  offset_s?: number | null;
  channel?: number | null;
  metric?: "embedding" | "euclidean" | "dtw";
  k?: number;
}

/**
 * What resembles a sound that was sent, the nearest first, and which part of it was compared.
 */
export interface SoundHits {
  hits: ShownHit[];
  compared: ComparedPart;
}

/**
 * The number of parts.
 */
export interface SplitBody {
  into: number;
}

/**
 * What there is to count.
 */
export interface SurveyFacts {
  n_recordings: number;
  recorded_s: number;
  n_events: number;
  names: SurveyName[];
  sites: string[];
  groups: string[];
  figures: string[];
  first_day: string | null;
  last_day: string | null;
  notices: string[];
}

/**
 * A name, and how many events go by it.
 */
export interface SurveyName {
  name: string;
  n_events: number;
}

/**
 * Counts with effort.
 */
export interface SurveyTable {
  columns: string[];
  rows: (string | number)[][];
  total: number;
  notices: string[];
}

/**
 * One tree; nodes are numbered as in `coincide_trees.Tree`.
 */
export interface TimedTree {
  channel: number;
  leaves: number[];
  onsets_s: number[];
  offsets_s: number[];
  children: number[][];
  labels: string[];
  scores: number[];
}

/**
 * The parse trees of a recording, one per channel.
 */
export interface TreePage {
  trees_by: string;
  trees: TimedTree[];
}

/**
 * Which answer to take back; the last one if no key is given.
 */
export interface UndoBody {
  key?: string | null;
}

/**
 * What was taken back, in a sentence; null for nothing.
 */
export interface UndoResult {
  undone: string | null;
}

/**
 * What a checked sample says.
 */
export interface ValidationResult {
  sample: number;
  names: string[];
  who: string;
  n_items: number;
  n_answered: number;
  n_skipped: number;
  estimates: Estimates;
  others: string[];
  agreements: Agreement[];
  sentence: string;
}

/**
 * Who answers; whom `coincide serve` names if not given.
 */
export interface WhoBody {
  who?: string | null;
}
