// What outlives the component: Streamlit takes it off the page when another page is shown, and the
// reader expects to come back to the same slice, window and zoom without a new download.

/** Two series of 100 slices, or four models' outlines and heatmaps of one. */
const KEPT_BYTES = 400e6;
const KEPT_VIEWS = 60;

const volumes = new Map();
/** URL -> WeakRef: what a viewer still shows is never fetched twice, kept above or not. */
const shown = new Map();
const views = new Map();
const viewers = new Map();

/** A complete volume fetched before, or undefined. */
export function recallVolume(url) {
  const volume = shown.get(url)?.deref();
  if (volume) keepVolume(volume);
  return volume;
}

/** Keep a complete volume; the ones asked for longest ago give way to it. */
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

/** Slice, window, zoom, pan and rulers of one volume in one viewer. */
export function recallView(viewer, url) {
  return views.get(`${viewer} ${url}`);
}

export function keepView(viewer, url, view) {
  put(views, `${viewer} ${url}`, view, KEPT_VIEWS);
}

/** Tool, toggles and the last jump of one viewer. */
export function recallViewer(viewer) {
  return viewers.get(viewer);
}

export function keepViewer(viewer, settings) {
  viewers.set(viewer, { ...viewers.get(viewer), ...settings });
}

function put(map, key, value, most) {
  map.delete(key);
  map.set(key, value);
  if (map.size > most) map.delete(map.keys().next().value);
}
