// The participant's pages: start what the page at hand needs.
"use strict";

/** Replace the browser's audio controls by one button. */
function replaceAudioControls(button) {
  const audio = find("audio");
  [audio.hidden, button.hidden] = [true, false];
  button.addEventListener("click", () => Object.assign(audio, { currentTime: 0 }).play());
}

/** Write a report on the device into a form field: the window, the pointer, and whether the first video can be decoded. */
function reportDevice(field) {
  const matches = (query) => matchMedia(query).matches;
  const video = Object.assign(document.createElement("video"), { muted: true, preload: "auto" });
  const [preload] = preloads.values();
  // Without the whole video nothing is known: a lost connection says nothing about the browser.
  preload?.blob.then((blob) => blob && (video.src = URL.createObjectURL(blob)));
  field.form.addEventListener("submit", () => {
    field.value = JSON.stringify({
      ...{ width: innerWidth, height: innerHeight, ratio: devicePixelRatio },
      pointer: ["fine", "coarse"].find((kind) => matches(`(pointer: ${kind})`)) ?? "none",
      video: video.error ? false : video.readyState > 1 || null,
      reduced_motion: matches("(prefers-reduced-motion: reduce)"),
    });
  });
}

const form = find("form.trial");
if (form) {
  const trial = new Trial(form);
  const unsentAnswer = withStorage((storage) => storage.getItem(UNSENT_KEY));
  if (unsentAnswer) trial.sendAnswer(unsentAnswer, () => {});
} else {
  withStorage((storage) => storage.removeItem(UNSENT_KEY));
  findAll("[data-play-notes]").forEach(replaceAudioControls);
  preloadVideos();
  findAll("[data-device]").forEach(reportDevice);
  findAll("[data-preload-status]").forEach(reportPreload);
}
// A page restored from the back/forward cache may be outdated: ask the server what is next.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
