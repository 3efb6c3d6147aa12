// Turns wheel events into slices: a notch is a slice, trackpad travel adds up.

const WHEEL_NOTCH = 50; // px: a wheel's notch is at least this, a trackpad's event mostly less
const NOTCH_PIXELS = 120; // px of a notch, where several came as one event
const TRACKPAD_PIXELS = 30; // px of trackpad travel for one slice
const NOTCH_LINES = 3;
const PAUSE_MS = 250; // a gesture that stops for so long has ended
const BY_LINE = 1;
const BY_PAGE = 2;

export class WheelSteps {
  constructor() {
    this._travelled = 0;
    this._last = 0;
  }

  /**
   * How many slices to move, down the wheel positive.
   * @param {Pick<WheelEvent, "deltaY" | "deltaMode" | "timeStamp">} event
   */
  steps({ deltaY, deltaMode, timeStamp }) {
    const direction = Math.sign(deltaY);
    const size = Math.abs(deltaY);
    if (deltaMode === BY_LINE) return direction * Math.max(1, Math.round(size / NOTCH_LINES));
    if (deltaMode === BY_PAGE) return direction;
    if (size >= WHEEL_NOTCH) {
      this._travelled = 0;
      return direction * Math.max(1, Math.round(size / NOTCH_PIXELS));
    }
    // After a pause or a turn the travel counts from zero again, so that no remainder moves the
    // next gesture.
    const turned = Math.sign(this._travelled) === -direction;
    if (turned || timeStamp - this._last > PAUSE_MS) this._travelled = 0;
    this._last = timeStamp;
    this._travelled += deltaY;
    const whole = Math.trunc(this._travelled / TRACKPAD_PIXELS);
    this._travelled -= whole * TRACKPAD_PIXELS;
    return whole;
  }
}
