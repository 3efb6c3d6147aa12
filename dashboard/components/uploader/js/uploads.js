import { Card } from "./card.js";
import { element } from "./element.js";
import { bodyOf, dropped, filesThrough, inOrder } from "./files.js";

/** @typedef {import("./files.js").Named} Named */
/** @typedef {import("./main.js").Data} Data */
/** @typedef {import("./main.js").Purpose} Purpose */
/** @typedef {{ files: Named[], purpose: Purpose }} Job */
/** @typedef {() => void} Tell has the server look at what has arrived, unless it can't now */

/** What the server answers while an upload has to wait for memory. */
const ASK_AGAIN = 202;

/** Takes what is dropped anywhere on the page, and sends it: one request after another. */
export class Uploads {
  constructor() {
    /** @type {Data} */
    this.data = /** @type {any} */ (null);
    /** @type {Job[]} */
    this.waiting = [];
    /** @type {XMLHttpRequest | null} */
    this.request = null;
    /** @type {Tell | null} */
    this.tell = null;
    /** When files last arrived, ms. */
    this.newest = 0;
    /** Between two questions for room, ms. */
    this.pause = 2000;
    this.card = new Card(() => this.cancel());
    this.veil = element("div", "ll-veil");
    for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
      window.addEventListener(name, (event) => this.drag(/** @type {DragEvent} */ (event)));
    }
  }

  /**
   * Called at each drawing of the page. What the server was told while it drew another page can be
   * lost: it is told again.
   *
   * @param {Tell} tell
   * @param {number} heard when the server was last told, as far as it knows, ms
   */
  listen(tell, heard) {
    this.tell = tell;
    if (heard < this.newest) tell();
  }

  arrived() {
    this.newest = Date.now();
    this.tell?.();
  }

  /** @param {DragEvent} event */
  drag(event) {
    if (!event.dataTransfer?.types.includes("Files")) return;
    // Without this the browser would leave the page and show the file.
    event.preventDefault();
    const leaves = event.type === "drop" || (event.type === "dragleave" && !event.relatedTarget);
    if (leaves) {
      this.veil.remove();
    } else if (event.type === "dragenter") {
      this.veil.textContent = this.data.words.drop;
      document.body.append(this.veil);
    }
    if (event.type !== "drop") return;
    dropped(event.dataTransfer).then(
      (files) => this.add(files, "open"),
      () => this.card.say(this.data.words.unreadable, this.data.words),
    );
  }

  /** @param {Named[]} files @param {Purpose} purpose */
  add(files, purpose) {
    const { words, mostFiles, mostBytes } = this.data;
    const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
    if (files.length === 0) return this.card.say(words.empty, words);
    if (files.length > mostFiles) return this.card.say(words.tooMany, words);
    if (bytes > mostBytes) return this.card.say(words.tooLarge, words);
    this.waiting.push({ files: inOrder(files), purpose });
    return this.next();
  }

  async next() {
    if (this.request !== null) return;
    const job = this.waiting.shift();
    if (!job) return;
    const request = new XMLHttpRequest();
    this.request = request;
    const { url, words } = this.data;
    const sizes = job.files.map(({ file }) => file.size);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    this.card.begin(sizes.length, total, words);
    // Asked before, since a browser that is refused while it sends may not hear why.
    const room = await this.room(`${url}?bytes=${total}`, request);
    if (this.request !== request) return;
    if (room === null || !room.ok) {
      this.end(room === null ? words.unreachable : await room.text());
      return;
    }
    const body = bodyOf(job.files);
    const head = body.size - total;
    request.open("POST", `${url}?for=${job.purpose}`);
    request.setRequestHeader("Content-Type", "application/x-liverlens-upload");
    request.upload.addEventListener("progress", ({ loaded }) => {
      const through = Math.max(loaded - head, 0);
      this.card.progress(filesThrough(sizes, through), through);
      if (job.purpose === "open") this.card.fetchFirst(`${url}/first`);
    });
    request.addEventListener("error", () => this.end(words.unreachable));
    request.addEventListener("load", () => {
      this.end(request.status < 300 ? "" : request.responseText);
      if (request.status < 300) this.arrived();
    });
    request.send(body);
  }

  /**
   * The server's answer, once it has memory for so many bytes or refuses; null where it can't be
   * reached. The card says what it waits for.
   *
   * @param {string} address @param {XMLHttpRequest} request of the upload
   */
  async room(address, request) {
    for (;;) {
      const answer = await fetch(address).catch(() => null);
      if (answer?.status !== ASK_AGAIN) return answer;
      const why = await answer.text();
      if (this.request !== request) return answer;
      this.card.wait(why);
      await new Promise((resolve) => setTimeout(resolve, this.pause));
      if (this.request !== request) return answer;
    }
  }

  /** @param {string} why in a sentence, "" for nothing wrong */
  end(why) {
    this.request = null;
    if (why) this.card.say(why, this.data.words);
    else this.card.close();
    this.next();
  }

  /** What is being sent is dropped, and what waits behind it. */
  cancel() {
    this.waiting = [];
    const { request } = this;
    this.request = null;
    request?.abort();
    this.card.close();
  }
}
