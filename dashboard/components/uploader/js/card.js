import { element } from "./element.js";

/** How far it is, at the foot of the page. */
export class Card {
  /** @param {() => void} cancel */
  constructor(cancel) {
    this.root = element("div", "ll-upload");
    this.picture = document.createElement("img");
    this.picture.alt = "";
    this.text = element("p");
    this.bar = document.createElement("progress");
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.addEventListener("click", cancel);
    const column = element("div");
    column.append(this.text, this.bar);
    this.root.append(this.picture, column, this.button);
    this.fetching = false;
    this.count = 0;
  }

  /** @param {number} count files @param {number} total bytes @param {Record<string, string>} words */
  begin(count, total, words) {
    this.clear();
    this.words = words;
    this.count = count;
    this.bar.max = Math.max(total, 1);
    this.bar.hidden = false;
    this.bar.setAttribute("aria-label", words.sending);
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", words.sending);
    this.button.textContent = words.cancel;
    this.picture.alt = words.first;
    this.progress(0, 0);
    document.body.append(this.root);
  }

  /** @param {number} files @param {number} bytes */
  progress(files, bytes) {
    this.bar.value = bytes;
    this.text.textContent = filled(this.words?.progress ?? "", {
      done: files.toLocaleString("en"),
      files: this.count.toLocaleString("en"),
      mb: megabytes(bytes),
      all: megabytes(this.bar.max),
    });
  }

  /** Say what it waits for. @param {string} why */
  wait(why) {
    this.bar.removeAttribute("value");
    this.text.textContent = why;
  }

  /** Show the first slice that the server has, if it has one by now. @param {string} url */
  async fetchFirst(url) {
    if (this.fetching || this.picture.src) return;
    this.fetching = true;
    const answer = await fetch(url).catch(() => null);
    if (answer?.status === 200 && this.root.isConnected) {
      this.picture.src = URL.createObjectURL(await answer.blob());
    }
    this.fetching = false;
  }

  /** Say what is wrong. @param {string} why @param {Record<string, string>} words */
  say(why, words) {
    this.clear();
    this.text.textContent = why;
    this.root.setAttribute("role", "alert");
    this.root.removeAttribute("aria-label");
    this.bar.hidden = true;
    this.button.textContent = words.dismiss;
    document.body.append(this.root);
  }

  clear() {
    if (this.picture.src) URL.revokeObjectURL(this.picture.src);
    this.picture.removeAttribute("src");
  }

  close() {
    this.clear();
    this.root.remove();
  }
}

/** @param {string} text @param {Record<string, string>} values */
function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** @param {number} bytes */
function megabytes(bytes) {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
}
