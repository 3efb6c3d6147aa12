// Image pixels on the screen.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  MAX_ZOOM,
  MIN_ZOOM,
  Projection,
  zoomAbout,
} from "../../../dashboard/components/viewer/js/projection.js";

/** @import { Place, Point } from "../../../dashboard/components/viewer/js/projection.js" */

const RASTER = { width: 100, height: 100, columnMm: 2, rowMm: 2 };
const BOX = { width: 600, height: 400 };
/** @type {Place} */
const HOME = { zoom: 1, panX: 0, panY: 0 };

test("the image fits its box and lies in the middle", () => {
  const projection = new Projection(RASTER, HOME, BOX);
  assert.equal(projection.fit, 2); // 400 px for 200 mm
  assert.equal(projection.pixelsPerMm, 2);
  assert.deepEqual(projection.toScreen([0, 0]), [100, 0]);
  assert.deepEqual(projection.toScreen([100, 100]), [500, 400]);
  assert.deepEqual(projection.toImage([300, 200]), [50, 50]);
});

test("pan is in mm at zoom 1, to the right and down", () => {
  const projection = new Projection(RASTER, { zoom: 2, panX: 10, panY: -5 }, BOX);
  assert.deepEqual(projection.toScreen([50, 50]), [320, 190]);
  assert.deepEqual(projection.toScreen([51, 50]), [328, 190]); // 2 mm of 4 px
});

test("a point lies in the image up to its last edge, not on it", () => {
  const projection = new Projection(RASTER, HOME, BOX);
  /** @type {[Point, boolean][]} */
  const cases = [
    [[0, 0], true],
    [[99.9, 99.9], true],
    [[100, 50], false],
    [[-0.1, 50], false],
  ];
  for (const [point, inside] of cases) assert.equal(projection.contains(point), inside);
});

test("distances are in mm, whatever the shape of a pixel", () => {
  const flat = new Projection({ ...RASTER, columnMm: 0.5 }, HOME, BOX);
  assert.equal(flat.distanceMm([0, 0], [8, 0]), 4);
  assert.equal(flat.distanceMm([0, 0], [6, 2]), 5); // 3 and 4 mm
});

test("zooming keeps what lies under the pointer there", () => {
  const place = { zoom: 1, panX: 10, panY: -5 };
  const before = new Projection(RASTER, place, BOX);
  const under = before.toImage([150, 90]);
  const zoomed = zoomAbout(place, before, [150, 90], 3);
  assert.equal(zoomed.zoom, 3);
  const [x, y] = new Projection(RASTER, zoomed, BOX).toScreen(under);
  assert.ok(Math.hypot(x - 150, y - 90) < 1e-9);
});

test("zoom has its bounds", () => {
  const projection = new Projection(RASTER, HOME, BOX);
  assert.equal(zoomAbout(HOME, projection, [300, 200], 1000).zoom, MAX_ZOOM);
  assert.equal(zoomAbout(HOME, projection, [300, 200], 0.001).zoom, MIN_ZOOM);
});
