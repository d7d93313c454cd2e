// Written by web/api_types.py from the server's OpenAPI document. Do not edit.

export interface AnswerBody {
  answer: "name" | "noise" | "mixed" | "skip";
  name?: string;
}

export interface Baseline {
  method: string;
  silhouette: number;
  verdict: string;
}

export interface Category {
  number: number;
  name: string | null;
  size: number;
  certainty: number;
  novelty: number;
  medoid_event_id: number;
  example_event_ids: number[];
  n_recordings: number;
  duration_s: number;
  low_hz: number;
  high_hz: number;
  is_noise: boolean;
}

export interface CurvePoint {
  n_labels: number;
  estimate: number;
}

/** One clear message. */
export interface ErrorMessage {
  detail: string;
}

export interface EventPage {
  total: number;
  events: SoundEvent[];
}

export interface Hit {
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
  certainty: number;
  label: string | null;
  slowdown: number;
  version: string;
  distance: number;
}

export interface HitPage {
  hits: Hit[];
}

export interface Kept {
  key: string;
}

export interface LabelSummary {
  n_labels: number;
  n_named_categories: number;
  estimate: number | null;
}

export interface Labeled {
  n: number;
}

export interface LabelsBody {
  event_ids: number[];
  label: string;
}

/** A recognizer in a browser. */
export interface LiveManifest {
  format?: number;
  kind: "sound" | "image";
  file: string;
  sha256: string;
  size: number;
  labels: string[];
  has_unknown: boolean;
  noise_label?: number | null;
  unknown_threshold: number;
  thresholds: Record<string, number>;
  embedding_dim: number;
  sample_rate_hz?: number;
  hop_samples?: number;
  hop_s?: number;
  n_slots?: number;
  state_size?: number;
  latency_s?: number;
  low_hz?: number;
  high_hz?: number;
  inputs: Record<string, (number | string)[]>;
  outputs: Record<string, (number | string)[]>;
  parity: number;
  catalog: string;
  created: string;
  version: string;
  notes: string[];
}

export interface MergeBody {
  numbers: number[];
}

export interface NameBody {
  name: string;
}

export interface NextStep {
  command: string;
  why: string;
}

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
  baselines: Baseline[];
  labels: LabelSummary;
  busy: string | null;
  stopped: string | null;
  is_learned: boolean;
}

export interface Problem {
  path: string;
  kind: string;
  reason: string;
  is_left_out: boolean;
}

export interface Question {
  key: string;
  kind: string;
  event: SoundEvent;
  size: number;
  members: SoundEvent[];
  suggestions: Suggestion[];
  picture_url: string | null;
  sound_url: string | null;
}

export interface Queue {
  questions: Question[];
  names: string[];
  undo_available: boolean;
  n_answers: number;
  quality: number | null;
  can_stop: boolean;
  is_exhausted: boolean;
}

export interface Recording {
  id: number;
  name: string;
  duration_s: number;
  sample_rate_hz: number;
  n_channels: number;
  searched_channels: number[];
  n_events: number;
  started_at: string | null;
  is_present: boolean;
}

export interface Run {
  id: number;
  command: string;
  status: string;
  started_at: string;
  ended_at: string | null;
  seed: number;
  settings: Record<string, unknown>;
  versions: Record<string, unknown>;
  results: Record<string, unknown> | null;
  error: string | null;
}

/** By event, or by a stretch of a recording: of one channel, or of all mixed if `channel` is not given. */
export interface SearchBody {
  event_id?: number | null;
  recording_id?: number | null;
  onset_s?: number | null;
  offset_s?: number | null;
  channel?: number | null;
  metric?: "embedding" | "euclidean" | "dtw";
  k?: number;
}

export interface SoundEvent {
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
  certainty: number;
  label: string | null;
  slowdown: number;
  version: string;
}

export interface SplitBody {
  into: number;
}

export interface Suggestion {
  name: string;
  score: number;
}

/** Leaves first, then inner nodes, the last of which is the root; `children` are numbers of nodes. */
export interface Tree {
  channel: number;
  leaves: number[];
  onsets_s: number[];
  offsets_s: number[];
  children: number[][];
  labels: string[];
  scores: number[];
}

export interface TreePage {
  trees: Tree[];
}

/** Which answer to take back; the last one if no key is given. */
export interface UndoBody {
  key?: string | null;
}

export interface Undone {
  undone: string | null;
}
