// What outlives the component: Streamlit takes it off the page when another page is shown, and the
// reader expects to come back to the same slice, window and zoom without a new download.

/** @import { Settings, View } from "./view_state.js" */
/** @import { Volume } from "./volume.js" */

/** Two series of 100 slices, or four models' outlines and heatmaps of one. */
const KEPT_BYTES = 400e6;
const KEPT_VIEWS = 60;

/**
 * Complete volumes by URL, the one asked for longest ago first.
 * @type {Map<string, Volume>}
 */
const volumes = new Map();
/**
 * By URL: what a viewer still shows is never fetched twice, kept above or not.
 * @type {Map<string, WeakRef<Volume>>}
 */
const shown = new Map();
/**
 * By viewer and volume.
 * @type {Map<string, View>}
 */
const views = new Map();
/**
 * By viewer.
 * @type {Map<string, Settings>}
 */
const settings = new Map();
/**
 * By viewer, of the last jump.
 * @type {Map<string, number>}
 */
const nonces = new Map();
/**
 * A complete volume that was fetched before.
 * @param {string} url
 */
export function recallVolume(url) {
  const volume = shown.get(url)?.deref();
  if (volume) keepVolume(volume);
  return volume;
}

/**
 * Keep a complete volume; those asked for longest ago make room for it.
 * @param {Volume} volume
 */
export function keepVolume(volume) {
  shown.set(volume.url, new WeakRef(volume));
  volumes.delete(volume.url);
  volumes.set(volume.url, volume);
  let total = 0;
  for (const { voxels } of volumes.values()) total += voxels.byteLength;
  for (const [url, { voxels }] of volumes) {
    if (total <= KEPT_BYTES || volumes.size === 1) break;
    volumes.delete(url);
    total -= voxels.byteLength;
  }
  for (const [url, reference] of shown) if (!reference.deref()) shown.delete(url);
}

/**
 * Slice, window, zoom and pan of one volume in one viewer.
 * @param {string} viewer
 * @param {string} url
 */
export function recallView(viewer, url) {
  return views.get(`${viewer} ${url}`);
}

/**
 * @param {string} viewer
 * @param {string} url
 * @param {View} view
 */
export function keepView(viewer, url, view) {
  const key = `${viewer} ${url}`;
  views.delete(key);
  views.set(key, view);
  if (views.size > KEPT_VIEWS) {
    const [oldest] = views.keys();
    views.delete(oldest);
  }
}

/**
 * Tool and switches of one viewer.
 * @param {string} viewer
 */
export function recallSettings(viewer) {
  return settings.get(viewer);
}

/**
 * @param {string} viewer
 * @param {Settings} chosen
 */
export function keepSettings(viewer, chosen) {
  settings.set(viewer, chosen);
}

/**
 * Of the last jump that a viewer knows.
 * @param {string} viewer
 */
export function recallNonce(viewer) {
  return nonces.get(viewer);
}

/**
 * @param {string} viewer
 * @param {number} nonce
 */
export function keepNonce(viewer, nonce) {
  nonces.set(viewer, nonce);
}
