// Written by web/api_types.py from the server's OpenAPI document. Do not edit.

export interface NextStep {
  command: string;
  why: string;
}

export interface Problem {
  path: string;
  kind: string;
  reason: string;
  is_left_out: boolean;
}

export interface Baseline {
  method: string;
  silhouette: number | null;
  verdict: string;
}

export interface LabelSummary {
  n_labels: number;
  n_named_categories: number;
  estimate: number | null;
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
  is_learned: boolean;
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

export interface EventPage {
  total: number;
  events: SoundEvent[];
}

export interface Recording {
  id: number;
  name: string;
  duration_s: number;
  sample_rate_hz: number;
  n_channels: number;
  n_events: number;
  started_at: string | null;
  is_present: boolean;
}

export interface Tree {
  leaves: number[];
  children: number[][];
  labels: string[];
  scores: number[];
}

export interface TreePage {
  trees: Tree[];
}

export interface Hit extends SoundEvent {
  distance: number;
}

export interface HitPage {
  hits: Hit[];
}

export interface Suggestion {
  name: string;
  score: number;
}

export interface Question {
  key: string;
  kind: string;
  event: SoundEvent;
  size: number;
  members: SoundEvent[];
  suggestions: Suggestion[];
}

export interface Queue {
  questions: Question[];
  names: string[];
  undo_available: boolean;
}

export interface CurvePoint {
  n_labels: number;
  estimate: number | null;
}

export interface Run {
  id: number;
  command: string;
  status: string;
  started_at: string;
  ended_at: string | null;
  seed: number | null;
  settings: Record<string, unknown>;
  versions: Record<string, unknown>;
  results: Record<string, unknown>;
  error: string | null;
}
