// What the server sends to the viewer and hears from it (dashboard/components/viewer/*.py). Types
// only: the browser never asks for this file.

import type { AnnotationData } from "./annotation_data.ts";

export type ClassName = "normal" | "benign" | "malignant";
export type LesionClass = "benign" | "malignant";

/** Grey levels run from `level - width / 2` to `level + width / 2`. */
export interface Window {
  width: number;
  level: number;
}

export interface Preset extends Window {
  name: string;
}

/** Colours, words and mask codes by name, as `core.labels` has them. */
export interface Labels {
  /** CSS colours. */
  colours: Record<ClassName | "liver", string> & Record<string, string>;
  /** Words for a class or a patient's category. */
  names: Record<ClassName, string> & Record<string, string>;
  /** Values of a mask voxel. */
  codes: Record<"background" | "liver" | LesionClass, number>;
}

/** Bring `slice` into view, once for each new `nonce`. */
export interface Jump {
  slice: number;
  nonce: number;
  /** Number of the lesion to mark there. */
  lesion?: number | null;
  /** The jump is only for a reader who is still on this slice; absent for anyone. */
  only_from?: number | null;
  /** What to enlarge in the middle of the image, LPS mm; the linked viewers are told their own. */
  place_mm?: [x: number, y: number, z: number] | null;
  /** Its size. */
  size_mm?: number;
}

/** Rows of an affine map between two patients' frames, LPS mm: 3 x 4. */
export type Affine = number[][];

/** How a series lies in the frame that linked series share. */
export interface Frame {
  to_shared: Affine;
  from_shared: Affine;
}

/** A place with a name, whether anything is outlined there or not. */
export interface Spot {
  /** LPS mm. */
  place_mm: [x: number, y: number, z: number];
  radius_mm: number;
  text: string;
  /** Whether a lesion was found there; a broken circle stands where none was. */
  found: boolean;
}

/** What a heatmap's colours stand for: the same on every slice. */
export interface HeatScale {
  /** Whether the bytes have a sign: 128 is 0, 1 and 255 are the ends of the scale. */
  signed: boolean;
  /** The value at the end of the colour scale. */
  full: number;
  /** Its unit, "" for none. */
  unit: string;
}

export interface SliceScores {
  p_normal: number;
  p_benign: number;
  p_malignant: number;
  liver_area_mm2: number;
  lesion_area_mm2: number;
  /** Ends of the interval, where the analysis has intervals. */
  p_benign_low?: number;
  p_benign_high?: number;
  p_malignant_low?: number;
  p_malignant_high?: number;
}

/** The fields of `core.lesions.Lesion` that the viewer's own code reads; it is sent all of them. */
export interface Lesion {
  id: number;
  label: LesionClass;
  slice_first: number;
  slice_last: number;
  slice_largest: number;
}

/** A column of the table of lesions. */
export interface LesionColumn {
  /** Of the first quantity in it. */
  key: string;
  title: string;
  meaning: string;
  /** Figures are aligned to the right, words to the left. */
  is_number: boolean;
}

/** One lesion in words. */
export interface LesionText {
  /** One for each column. */
  cells: string[];
  /** The line under the row, "" for none. */
  notes: string;
  /** Each quantity on a line of its own. */
  everything: string;
}

export interface Patient {
  p_normal: number;
  p_benign: number;
  p_malignant: number;
  /** A class, or what stands for one where none is likely enough. */
  category: string;
  /** The rule, in words. */
  method: string;
  needs_review?: boolean;
  review_reason?: string;
}

export type Severity = "stop" | "warn" | "note";

/** An analysis: `dashboard.components.viewer.findings`. */
export interface Findings {
  patient: Patient;
  /** The category in words. */
  headline: string;
  /** Why the series is not assessable, in words; "" where it is. */
  why: string;
  /** Whether it is not: scores and outlines are then greyed and only there to be looked at. */
  is_outside: boolean;
  /** What stands beside them then. */
  outside: string;
  /** CSS colour of the patient's category. */
  colour: string;
  most_suspicious: number | null;
  slices: SliceScores[];
  lesions: Lesion[];
  lesion_columns: LesionColumn[];
  /** One for each of `lesions`. */
  lesion_texts: LesionText[];
  /** The number that goes with the category: "p(malignant) 0.30 (0.20–0.40)". */
  verdict: string;
  verdict_meaning?: string;
  cautions?: string[];
  caution_severities?: Severity[];
  /** Volume and burden in words, "" without a liver. */
  liver?: string;
  /** That a reader corrected the outlines, with the model's own figures; "" where none did. */
  correction?: string;
  /** The contrast phase that liver, aorta and spleen suggest, in words; "" where unclear. */
  phase?: string;
}

/** A small view of another heatmap under the image. */
export interface SmallView {
  key: string;
  title: string;
  note: string;
  /** URL of the heatmap, null while there is none. */
  heatmap: string | null;
  signed: boolean;
  /** Whether it is the one shown large. */
  chosen: boolean;
}

/** Around the patient on the slices, LPS mm; the table is left out. */
export interface BodyBox {
  low: [x: number, y: number];
  high: [x: number, y: number];
}

/** How far the stack reaches beyond its first and its last slice, and into its gaps, mm. */
export interface Coverage {
  ends: [number, number];
  gaps: GapReach[];
}

/** A gap above slice `below`: how far that slice reaches up into it, and the next one down. */
export interface GapReach {
  below: number;
  up: number;
  down: number;
}

/** What is known of the series, whatever is drawn over its slices. */
export interface SeriesData {
  /** Identity of the viewer, the same from rerun to rerun. */
  viewer: string;
  /** URL paths of NiiVue and of the CT. */
  niivue: string;
  volume: string;
  nSlices: number;
  /** Of each slice, mm. */
  positions: number[];
  /** LPS mm of the first voxel of each slice; absent where the volume's own affine says all. */
  origins?: number[][] | null;
  /** Absent where the slices are even and whole. */
  coverage?: Coverage | null;
  /** The plane that the slices are nearest to; absent for axial. */
  plane?: "axial" | "coronal" | "sagittal";
  /** Of the values: "" for MR signal; absent for HU. */
  unit?: string;
  /** Absent where it is not known: then all of the image counts. */
  body?: BodyBox | null;
  /** About the series, for a corner of the image: date, phase, kernel, thickness, kV. */
  texts?: string[];
  /** Says that lengths and areas on it count for nothing; absent or "" where they count. */
  sizes?: string;
  /** Whether its kernel makes soft tissue noisy, as one for lung does. */
  sharpKernel?: boolean;
  /** Where its measurements are, and the number of their last change; absent or null where they
   *  live as long as the page. */
  measurements?: { url: string; revision: number } | null;
  /** Absent or null where a viewer does not edit outlines. */
  annotation?: AnnotationData | null;
  presets: Preset[];
  jump: Jump | null;
  labels: Labels;
  disclaimer: string;
}

/** Something that another system drew on one slice. */
export interface OthersShape {
  slice: number;
  kind: "area" | "line" | "points";
  /** LPS mm. */
  points: [x: number, y: number, z: number][];
  /** What it shows, in a word or two. */
  text: string;
  /** "report-group", by which the shapes of one group are told. */
  group: string;
}

/** A measurement group of a report in words. */
export interface OthersGroup {
  title: string;
  /** By which it is followed over time, "" for none. */
  id: string;
  /** The site, and the segment that was measured. */
  where: string;
  /** Null where nothing is drawn. */
  slice: number | null;
  measured: string[];
  judged: string[];
}

/** A report or a file of outlines. */
export interface OthersSource {
  title: string;
  /** Which system made it, when, and its status. */
  about: string;
  notes: string[];
  /** Absent for outlines. */
  groups?: OthersGroup[];
}

/** What other systems found: `dashboard.components.viewer.others`. */
export interface Others {
  /** URL path of outlines, null for none. */
  mask: string | null;
  shapes: OthersShape[];
  sources: OthersSource[];
}

/** What one image shows over the CT. */
export interface LayerData {
  /** URL paths, null for none. */
  mask: string | null;
  heatmap: string | null;
  heatmapLabel: string;
  /** Null for a share 0..1. */
  heatScale: HeatScale | null;
  findings: Findings | null;
  /** Number of a lesion in the mask -> what stands beside it; its number where absent. */
  lesionNames?: Record<string, string>;
  spots?: Spot[];
  /** Absent or null for nothing. */
  others?: Others | null;
}

/** Of a viewer that stands alone: `slice_viewer`. */
export interface ViewerData extends SeriesData, LayerData {
  smallViews: SmallView[];
  /** Whether there is room for findings beside the image. */
  panel: boolean;
  /** px, null to fill the window. */
  height: number | null;
  /** Shown in place of findings before the analysis. */
  hint: string;
}

/** What a viewer must know to follow one of another series. */
export interface LinkData {
  /** Names the group of viewers that move as one. */
  link?: string;
  /** Absent where the series is the same or fits no other. */
  frame?: Frame | null;
  /** Whether none of the series is aligned with another: they move by the same mm. */
  beside?: boolean;
  /** Number of a lesion here -> the same lesion's number in the other series. */
  partners?: Record<string, number>;
}

/** One of several linked viewers, with what differs from the first one's series. */
export interface PaneData extends LayerData, LinkData, Partial<SeriesData> {
  title: string;
  /** CSS colour of the patch before the title, "" for none. */
  colour: string;
  note: string;
  /** Whether it shows the reference. */
  isReference?: boolean;
}

/** Of linked viewers: `linked_viewers`, `paired_viewers`. */
export interface DeckData extends SeriesData {
  /** Of each slice the gravest code that someone drew on it; null without a reference. */
  reference?: number[] | null;
  panes: PaneData[];
  /** Whether each pane shows a series of its own. */
  paired?: boolean;
}

/** What any workspace needs. */
export type WorkspaceData = SeriesData &
  LayerData &
  LinkData &
  Pick<DeckData, "reference"> &
  Pick<PaneData, "isReference">;

/** The view that is reported to the server at rest. */
export interface ReportedView {
  volume: string;
  slice: number;
  window: Window;
  /** Of the last jump that the viewer knew. */
  nonce: number | null;
  /** The small view that was clicked last; `at` tells one click from the next. */
  chosen: { key: string; at: number } | null;
}

/** Of viewers that each show a series of their own: what they show, in order. */
export interface ReportedViews {
  views: ReportedView[];
}

/**
 * Returns false where the view could not be reported now. "measured" and "annotated" are the
 * numbers of the last change of the measurements and of the outlines.
 */
export type Report = {
  (name: "view", view: ReportedView): boolean | void;
  (name: "measured" | "annotated", revision: number): boolean | void;
};

/** The component as Streamlit hands it over (components v2). */
export interface Component {
  data: ViewerData | DeckData;
  parentElement: HTMLElement | ShadowRoot;
  setStateValue: {
    (name: "view", view: ReportedView | ReportedViews): void;
    (name: "measured" | "annotated", revision: number): void;
  };
}
