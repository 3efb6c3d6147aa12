// What the server sends of a reader's outlines and hears of them (dashboard/state/annotating.py).
// Types only: the browser never asks for this file.

import type { ClassName, LesionClass } from "./server_data.ts";

/** Class of a labelled slice, by its index. */
export type SliceLabels = Record<string, ClassName>;

/** `core.annotation.Finding` as JSON. */
export interface FindingRow {
  number: number;
  kind: string;
  certainty: string;
  looks: LesionClass;
  note: string;
  /** Why it is no lesion, "" where it is one. */
  rejected: string;
  is_from_model: boolean;
  /** LI-RADS feature -> what was ticked. */
  li_rads: Record<string, string>;
}

/** A choice of a menu: what is kept, and its words. */
export type Choice = [key: string, words: string];

/** Where the outlines of a series are kept, and the words for what is said of them. */
export interface AnnotationData {
  url: string;
  /** Stands for the series, however often it is opened. */
  series: string;
  /** Of the last change that the server knows. */
  revision: number;
  /** Whether a reader has changed the outlines. */
  corrected: boolean;
  /** mL of a voxel of each slice. */
  voxelMl: number[];
  kinds: Choice[];
  /** What a lesion of that kind is; kinds that are not here can be either. */
  classes: Record<string, LesionClass>;
  certainties: Choice[];
  notALesion: Choice[];
  /** LI-RADS features in order, each with its answers. */
  liRads: { key: string; title: string; answers: Choice[] }[];
}

/** What the server says of the outlines. */
export interface AnnotationAnswer {
  revision: number;
  /** Whether a reader has changed them. */
  corrected: boolean;
  /** Where they are kept, or why they are not, in words. */
  kept: string;
  /** Whether they are in the worklist. */
  is_kept: boolean;
  /** LI-RADS category of a finding, by its number, where enough was ticked. */
  categories: Record<string, string>;
  /** Slice -> runs, of the slices that hold something; absent where nothing is newer. */
  slices?: Record<string, number[]>;
  findings?: FindingRow[];
  slice_labels?: SliceLabels;
}

/** A version that the reader saved. */
export interface SavedVersion {
  version: number;
  /** ISO 8601. */
  saved: string;
}

/** Outlines of a version. */
export type Outlines = Required<Pick<AnnotationAnswer, "slices" | "findings" | "slice_labels">>;

/** What the browser changed. */
export interface AnnotationChanges {
  /** The revision that it was made from. */
  base: number;
  /** Whether the person knows that another tab was faster, and wants these. */
  over?: boolean;
  slices: Record<string, number[]>;
  findings: FindingRow[];
  slice_labels: SliceLabels;
}
