// What the server sends, made up.

/**
 * @import { Findings, Lesion, SliceScores, ViewerData }
 *   from "../../../dashboard/components/viewer/js/server_data.ts"
 */

export const LABELS = {
  colours: { normal: "#6fcf97", benign: "#5aa2ff", malignant: "#ff7a6b", liver: "#6fcf97" },
  names: {
    normal: "Normal",
    benign: "Benign-looking",
    malignant: "Malignant-looking",
    indeterminate: "Indeterminate",
  },
  codes: { background: 0, liver: 1, benign: 2, malignant: 3 },
};

/**
 * @param {Partial<ViewerData>} changes
 * @returns {ViewerData}
 */
export function viewerData(changes = {}) {
  return {
    viewer: "viewer",
    niivue: "/niivue.js",
    volume: "/ct",
    nSlices: 4,
    positions: [-6, -3, 0, 3],
    presets: [
      { name: "Liver", width: 160, level: 100 },
      { name: "Abdomen", width: 400, level: 40 },
    ],
    jump: null,
    labels: LABELS,
    disclaimer: "Research use only. Not a medical device.",
    mask: null,
    heatmap: null,
    heatmapLabel: "",
    heatScale: null,
    findings: null,
    smallViews: [],
    panel: true,
    height: null,
    hint: "",
    ...changes,
  };
}

/**
 * @param {Partial<SliceScores>} changes
 * @returns {SliceScores}
 */
export function scores(changes = {}) {
  return {
    p_normal: 0.1,
    p_benign: 0.2,
    p_malignant: 0.7,
    liver_area_mm2: 30000,
    lesion_area_mm2: 0,
    ...changes,
  };
}

/**
 * @param {Partial<Lesion>} changes
 * @returns {Lesion}
 */
export function lesion(changes = {}) {
  return {
    id: 1,
    label: "malignant",
    slice_first: 30,
    slice_last: 40,
    slice_largest: 33,
    ...changes,
  };
}

/**
 * @param {Partial<Findings>} changes
 * @returns {Findings}
 */
export function findings(changes = {}) {
  return {
    patient: {
      p_normal: 0.1,
      p_benign: 0.1,
      p_malignant: 0.8,
      category: "malignant",
      method: "top-3 mean over liver slices",
    },
    headline: "Malignant-looking",
    why: "",
    is_outside: false,
    outside: "outside the model's reach",
    colour: "#ff7a6b",
    most_suspicious: 1,
    slices: [scores(), scores(), scores(), scores()],
    lesions: [],
    lesion_columns: [{ key: "id", title: "#", meaning: "Its number.", is_number: true }],
    lesion_texts: [],
    verdict: "p(malignant) 0.80",
    ...changes,
  };
}
