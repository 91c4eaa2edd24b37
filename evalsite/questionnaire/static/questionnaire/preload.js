// Videos are fetched before their page is shown, and handed to it: it does not load them again.
"use strict";

/** Larger videos are not kept in memory; the video element loads them bit by bit. */
const MAX_PRELOAD_BYTES = 64e6;

/** A video that is being fetched: `share` is how much of it has arrived, `blob` resolves to it, or to null. */
class Preload {
  constructor(url) {
    Object.assign(this, { url, share: null, isOver: false, controller: new AbortController() });
    this.blob = this.fetch()
      .catch(() => null) // The video element will load the video itself.
      .finally(() => (this.isOver = true));
  }

  async fetch() {
    const response = await fetch(this.url, { signal: this.controller.signal });
    const total = Number(response.headers.get("Content-Length"));
    if (!response.ok || total > MAX_PRELOAD_BYTES) return this.cancel();
    const chunks = [];
    let loaded = 0;
    for (const reader = response.body.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) return new Blob(chunks, { type: response.headers.get("Content-Type") });
      chunks.push(value);
      loaded += value.length;
      if (total) this.share = loaded / total;
    }
  }

  cancel() {
    this.controller.abort();
    return null;
  }
}

const preloads = new Map();

/** Fetch the next videos one after another; each only once. */
async function preloadVideos() {
  for (const { dataset } of findAll("[data-preload]")) {
    if (!preloads.has(dataset.preload)) preloads.set(dataset.preload, new Preload(dataset.preload));
    await preloads.get(dataset.preload).blob;
  }
}

/** Say in a line of the page how much of the next video has arrived. */
function reportPreload(line) {
  const [preload] = preloads.values();
  if (!preload) return;
  const { textLoading, textLoaded } = line.dataset;
  const report = () => (line.textContent = `${textLoading} ${formatPercent(preload.share ?? NaN)}`);
  const timer = setInterval(report, 250);
  report();
  preload.blob.then((blob) => {
    clearInterval(timer);
    line.textContent = blob ? textLoaded : "";
  });
}
