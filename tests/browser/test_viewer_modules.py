"""The viewer's own arithmetic, on inputs small enough to check by hand."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from dashboard.components.viewer import assets

SCRIPT = Path(__file__).with_name("viewer_script.py")


@pytest.fixture(scope="module")
def run(browser, server):
    """run("outlines, asPath", "contours", "(m, x) => ...", x): a function on one of our modules."""
    page = browser.new_page()
    page.goto(f"{server.url}/_stcore/health")

    def call(module: str, function: str, argument: object = None) -> object:
        path = f"/viewer/{assets.sources_version()}/{module}.js"
        return page.evaluate(
            f"async (argument) => ({function})(await import({path!r}), argument)", argument
        )

    yield call
    page.close()


def test_outline_of_one_pixel_is_a_diamond_around_its_centre(run):
    # 3 x 3 labels with the middle one set: its centre lies at (1.5, 1.5).
    lines = run(
        "contours",
        "(m) => m.outlines(Uint8Array.of(0,0,0, 0,1,0, 0,0,0), 3,"
        " {left: 1, top: 1, right: 1, bottom: 1}, (x) => x === 1).map((l) => [...l])",
    )
    points = {tuple(lines[0][i : i + 2]) for i in range(0, len(lines[0]), 2)}
    assert len(lines) == 1
    assert points == {(1.5, 1.0), (2.0, 1.5), (1.5, 2.0), (1.0, 1.5)}


def test_pixels_that_touch_at_a_corner_stay_two_outlines_and_a_hole_is_one_more(run):
    count = (
        "(m, [labels, n]) => m.outlines(Uint8Array.from(labels), n,"
        " {left: 0, top: 0, right: n - 1, bottom: n - 1}, (x) => x === 1).length"
    )
    assert run("contours", count, [[1, 0, 0, 1], 2]) == 2
    assert run("contours", count, [[0, 1, 1, 0], 2]) == 2
    assert run("contours", count, [[1, 1, 1, 1, 0, 1, 1, 1, 1], 3]) == 2
    assert run("contours", count, [[0, 0, 0, 0], 2]) == 0


def area(run, inside: str) -> float:
    """Area by the shoelace formula of the outline of the 80 x 80 pixels where `inside` holds."""
    return run(
        "contours",
        f"""(m) => {{
          const labels = new Uint8Array(6400);
          for (let v = 0; v < 80; v++)
            for (let u = 0; u < 80; u++) labels[v * 80 + u] = {inside} ? 1 : 0;
          const box = {{ left: 0, top: 0, right: 79, bottom: 79 }};
          const [line] = m.outlines(labels, 80, box, (x) => x === 1);
          let twice = 0;
          for (let i = 0; i < line.length; i += 2) {{
            const j = (i + 2) % line.length;
            twice += line[i] * line[j + 1] - line[j] * line[i + 1];
          }}
          return Math.abs(twice) / 2;
        }}""",
    )


@pytest.mark.parametrize("radius", [5, 12, 30])
def test_smoothing_keeps_a_discs_radius_to_a_third_of_a_pixel(run, radius):
    disc = f"Math.hypot(u + 0.5 - 40, v + 0.5 - 40) < {radius}"
    assert math.sqrt(area(run, disc) / math.pi) == pytest.approx(radius, abs=1 / 3)


def test_a_slanted_edge_comes_out_straight(run):
    # Below the line through (0, 20) that falls 1 in 8: stairs of 8 pixels.
    off_line = run(
        "contours",
        """(m) => {
          const labels = new Uint8Array(6400);
          for (let v = 0; v < 80; v++)
            for (let u = 0; u < 80; u++) labels[v * 80 + u] = v + 0.5 > 20 + (u + 0.5) / 8 ? 1 : 0;
          const box = { left: 0, top: 0, right: 79, bottom: 79 };
          const [line] = m.outlines(labels, 80, box, (x) => x === 1);
          let worst = 0;
          for (let i = 0; i < line.length; i += 2) {
            const [u, v] = [line[i], line[i + 1]];
            if (u > 10 && u < 70 && v < 40) worst = Math.max(worst, Math.abs(v - 20 - u / 8));
          }
          return worst;
        }""",
    )
    assert off_line < 0.15  # the stairs themselves are up to 0.5 off


@pytest.mark.parametrize(
    ("along", "down", "shown"),
    [
        # DICOM's usual axes, columns to the left and rows to posterior: as stored.
        ((-1, 0, 0), (0, -1, 0), [1, 2, 3, 4, 5, 6]),
        # Columns to the right (as many NIfTI files): mirrored left to right.
        ((1, 0, 0), (0, -1, 0), [3, 2, 1, 6, 5, 4]),
        # Rows to anterior: upside down.
        ((-1, 0, 0), (0, 1, 0), [4, 5, 6, 1, 2, 3]),
        # Stored columns run to posterior, rows to the left: transposed.
        ((0, -1, 0), (-1, 0, 0), [1, 4, 2, 5, 3, 6]),
    ],
)
def test_slices_are_turned_to_the_radiological_view(run, along, down, shown):
    # 3 columns x 2 rows: 1 2 3 / 4 5 6.
    got = run(
        "raster",
        """(m, [along, down]) => {
          const steps = [along, down, [0, 0, 3], [0, 0, 0]];
          const volume = { nx: 3, ny: 2, nz: 1, step: (axis) => steps[axis] };
          const raster = new m.Raster(volume);
          const shown = [...raster.shown(Int16Array.of(1, 2, 3, 4, 5, 6))];
          const back = [];
          for (let v = 0; v < raster.height; v++)
            for (let u = 0; u < raster.width; u++) {
              const { column, row } = raster.inFile(u, v);
              back.push(row * 3 + column + 1);
            }
          return { shown, back };
        }""",
        [along, down],
    )
    assert got["shown"] == shown
    assert got["back"] == shown


@pytest.mark.parametrize("first", [0, 2])
@pytest.mark.parametrize("chunk", [1, 100, 353, 1000])
def test_slices_that_come_from_the_middle_on_lie_in_their_places(run, first, chunk):
    # 3 slices of 2 x 1 voxels of one byte, 10 z and 10 z + 1.
    got = run(
        "volume",
        """async (m, [first, chunk]) => {
          const sent = new Uint8Array(352 + 6), view = new DataView(sent.buffer);
          view.setInt32(0, 348, true);
          [3, 2, 1, 3].forEach((n, i) => view.setInt16(40 + 2 * i, n, true));
          view.setInt16(70, 2, true);
          [0, 1, 2].map((i) => (first + i) % 3).forEach((z, i) => {
            sent.set([10 * z, 10 * z + 1], 352 + 2 * i);
          });
          window.fetch = async (url) => {
            window.asked = url;
            const start = (to) => {
              for (let i = 0; i < sent.length; i += chunk) to.enqueue(sent.slice(i, i + chunk));
              to.close();
            };
            const headers = { "Content-Length": "358" };
            return new Response(new ReadableStream({ start }), { headers });
          };
          const there = [];
          const volume = await m.fetchVolume("/one", {
            first,
            onProgress: (v) => there.push([0, 1, 2].filter((z) => v.has(z)).join("")),
          });
          const steps = there.filter((now, i) => now !== there[i - 1] && now);
          return { asked: window.asked, voxels: [...volume.voxels], steps };
        }""",
        [first, chunk],
    )
    assert got["asked"] == ("/one?from=2" if first else "/one")
    assert got["voxels"] == [0, 1, 10, 11, 20, 21]
    if chunk == 1:
        assert got["steps"] == (["2", "02", "012"] if first else ["0", "01", "012"])


def test_a_heatmap_finds_its_slice_by_its_affine(run):
    first = run(
        "raster",
        """(m) => {
          const at = (origin) => ({
            nx: 2, ny: 2, nz: 9,
            step: (axis) => [[-1, 0, 0], [0, -1, 0], [0, 0, 2.5], origin][axis],
          });
          return new m.Raster(at([5, 5, -100])).firstSliceOf(at([5, 5, -82.5]));
        }""",
    )
    assert first == 7  # (-82.5 + 100) / 2.5


def test_grey_table_follows_the_window(run):
    # Width 160, level 100: 20 HU is black, 180 HU is white, 100 HU half-way.
    greys = run(
        "engine",
        "(m) => [-1000, 20, 60, 100, 180, 3000].map((hu) =>"
        " m.greyTable({ width: 160, level: 100 })[hu & 0xffff] >>> 0)",
    )
    opaque = 0xFF000000
    assert greys == [opaque | g * 0x010101 for g in (0, 0, 64, 128, 255, 255)]


def test_wheel_notches_and_trackpad_travel(run):
    steps = "(m, events) => { const w = new m.WheelSteps(); return events.map((e) => w.steps(e)); }"

    def event(delta: float, time: float, mode: int = 0) -> dict:
        return {"deltaY": delta, "deltaMode": mode, "timeStamp": time}

    # A notch is a slice, whatever the system calls a notch; two in one event are two.
    notches = [event(100, 0), event(-120, 10), event(53, 20), event(240, 30), event(3, 40, 1)]
    assert run("pointer", steps, notches) == [1, -1, 1, 2, 1]
    # 30 px of trackpad travel are a slice: 12, 24, 36 -> 1 and 6 left, ...
    travel = [event(12, 10 * i) for i in range(1, 6)]
    assert run("pointer", steps, travel) == [0, 0, 1, 0, 1]
    # A pause or a turn forgets the rest.
    assert run("pointer", steps, [event(29, 0), event(29, 1000), event(-29, 1010)]) == [0, 0, 0]


def test_zoom_keeps_the_point_under_the_pointer(run):
    got = run(
        "projection",
        """(m) => {
          const raster = { width: 100, height: 100, columnMm: 2, rowMm: 2 };
          const box = { width: 600, height: 400 };
          const before = new m.Projection(raster, { zoom: 1, panX: 10, panY: -5 }, box);
          const under = before.toImage(150, 90);
          const view = m.zoomAbout({ zoom: 1, panX: 10, panY: -5 }, box, before.fit, 150, 90, 3);
          const after = new m.Projection(raster, view, box);
          return { fit: before.fit, zoom: view.zoom, there: after.toScreen(...under) };
        }""",
    )
    assert got["fit"] == 2.0  # 400 px for 200 mm
    assert got["zoom"] == 3
    assert got["there"] == pytest.approx([150, 90])


def test_strip_colours(run):
    colours = run(
        "colours",
        """(m) => [
          { p_malignant: 0, p_benign: 0, liver_area_mm2: 1 },
          { p_malignant: 1, p_benign: 0, liver_area_mm2: 1 },
          { p_malignant: 0, p_benign: 1, liver_area_mm2: 1 },
          { p_malignant: 1, p_benign: 0, liver_area_mm2: 0 },
        ].map((slice) => m.suspicionColour(slice, "#5aa2ff"))""",
    )
    assert colours == ["rgb(50 68 84)", "rgb(240 52 40)", "rgb(90 162 255)", "rgb(27 35 43)"]


PLAIN = {"signed": False, "magnitude": False, "threshold": 0.05}
SIGNED = {**PLAIN, "signed": True}


def colours(run, look: dict, *byte_values: int) -> list[list[int]]:
    """[r, g, b, alpha] of each byte."""
    table = "(m, [look, bytes]) => bytes.map((b) => [...m.heatTable(look).slice(4 * b, 4 * b + 4)])"
    return run("heat_table", table, [look, list(byte_values)])


def test_heat_is_clear_at_zero_and_opaque_when_strong(run):
    alphas = [alpha for *_, alpha in colours(run, PLAIN, 0, 12, 102, 255)]
    assert alphas[:2] == [0, 0]  # up to 0.05 nothing is drawn
    assert alphas[2:] == [255, 255]  # from 0.4 on with the full opacity


def test_a_signed_map_is_clear_in_the_middle_and_has_two_hues(run):
    against, nothing, for_ = colours(run, SIGNED, 1, 128, 255)
    assert nothing[3] == 0
    assert for_[0] > for_[2] and against[2] > against[0]  # reddish, bluish
    assert for_[3] == against[3] == 255


def test_its_size_alone_has_the_colours_of_a_map_without_a_sign(run):
    size = {**SIGNED, "magnitude": True}
    against, for_ = colours(run, size, 1, 255)
    assert against == for_ == colours(run, PLAIN, 255)[0]


def test_below_the_threshold_nothing_is_drawn(run):
    half = {**PLAIN, "threshold": 0.5}
    below, above = colours(run, half, 127, 128)  # 0.498, 0.502
    assert (below[3], above[3]) == (0, 255)
    drawn = "(m, look) => [1, 64, 65, 191, 192].map((byte) => m.isDrawn(byte, look))"
    # -1, -0.504, -0.496, 0.496, 0.504
    assert run("heat_table", drawn, {**SIGNED, "threshold": 0.5}) == [
        True,
        True,
        False,
        False,
        True,
    ]


def test_the_colour_bar_says_what_its_ends_stand_for(run):
    ticks = "(m, [scale, magnitude]) => m.heatTicks(scale, magnitude)"
    assert run("heat_words", ticks, [None, False]) == ["1", "0.5", "0"]
    logits = {"signed": True, "full": 4, "unit": "logits"}
    assert run("heat_words", ticks, [logits, False]) == ["+4 logits", "0", "\u22124"]
    assert run("heat_words", ticks, [logits, True]) == ["4 logits", "", "0"]
    text = "(m, [share, scale]) => m.heatText(share, scale)"
    assert run("heat_words", text, [-0.25, logits]) == "\u22121 logits"
    assert run("heat_words", text, [0.5, {**logits, "full": 0.0246, "unit": ""}]) == "+0.012"
