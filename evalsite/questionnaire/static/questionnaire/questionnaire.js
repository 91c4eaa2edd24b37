// The participant's pages: play a video, unlock the questions, rate by keyboard, prove the playback, never lose an answer.
"use strict";

const find = (selector, root = document) => root.querySelector(selector);
const findAll = (selector, root = document) => [...root.querySelectorAll(selector)];
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const RETRY_DELAYS = [500, 1000, 2000, 4000, 8000];
const POST_OPTIONS = { method: "POST", redirect: "manual", headers: { Prefer: "return=representation" } };
const PROGRESS_INTERVAL = 400;
const SEEK_TOLERANCE = 0.3;

/** Post a form's fields until the server answers; `onFailure` is called after each failed attempt. */
async function postWithRetry(url, body, onFailure) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const response = await fetch(url, { ...POST_OPTIONS, body: new URLSearchParams(body) });
      if (response.status < 500) return response;
    } catch {
      // No connection: treated like a server error.
    }
    onFailure();
    await sleep(RETRY_DELAYS[Math.min(attempt, RETRY_DELAYS.length - 1)]);
  }
}

// An answer that could not be sent yet survives closing the page.
const UNSENT_KEY = `answer ${location.pathname}`;
const withStorage = (action) => {
  try {
    return action(localStorage);
  } catch {
    return null; // Without storage the answer lives as long as the page.
  }
};

/** Fetch the next videos into the browser's cache. */
async function preloadVideos() {
  const load = ({ dataset }) => fetch(dataset.preload).then((response) => response.blob());
  // If this fails, the video element will load the video itself.
  for (const element of findAll("[data-preload]")) await load(element).catch(() => {});
}

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
  video.src = find("[data-preload]")?.dataset.preload ?? "";
  field.form.addEventListener("submit", () => {
    field.value = JSON.stringify({
      ...{ width: innerWidth, height: innerHeight, ratio: devicePixelRatio },
      pointer: ["fine", "coarse"].find((kind) => matches(`(pointer: ${kind})`)) ?? "none",
      video: video.error ? false : video.readyState > 1 || null,
      reduced_motion: matches("(prefers-reduced-motion: reduce)"),
    });
  });
}

/** Records what happens while the video plays for the first time: [media ms, page clock ms, event]. */
class PlaybackRecorder {
  constructor(video) {
    Object.assign(this, { video, events: [], replays: 0, furthest: 0, watched: false, startTime: null });
  }

  clock() {
    return this.startTime === null ? 0 : performance.now() - this.startTime;
  }

  /** Start the clock; return false if it runs already. */
  start() {
    if (this.startTime !== null) return false;
    this.startTime = performance.now();
    this.record("play");
    return true;
  }

  record(event) {
    if (this.watched || this.startTime === null) return;
    if (!this.video.seeking) this.furthest = Math.max(this.furthest, this.video.currentTime);
    this.events.push([Math.round(this.furthest * 1000), Math.round(this.clock()), event]);
  }

  recordProgress() {
    const last = this.events.at(-1);
    if (last && this.clock() - last[1] >= PROGRESS_INTERVAL) this.record("progress");
  }

  toJSON() {
    const { totalVideoFrames: frames, droppedVideoFrames: dropped } = this.video.getVideoPlaybackQuality?.() ?? {};
    return { events: this.events, replays: this.replays, frames, dropped };
  }
}

/** One trial: the video, its questions, and sending the answer. */
class Trial {
  constructor(form) {
    Object.assign(this, { form, texts: form.dataset, isSending: false, playToken: null, playTokenAt: 0 });
    this.video = find("video", form);
    this.playback = new PlaybackRecorder(this.video);
    for (const part of ["questions", "submit", "play", "replay"]) this[`${part}Element`] = find(`[data-${part}]`, form);
    this.addListeners();
    findAll("[data-slider]", form).forEach((slider) => this.connectSlider(slider));
    this.showPlayButton(this.texts.textPlay);
    this.submitElement.disabled = true;
    (find("[data-feedback]") ?? this.playElement).focus({ preventScroll: true });
  }

  /** Listen until the next trial replaces this one. */
  addListeners() {
    const { signal } = (this.listeners = new AbortController());
    const listen = (target, handlers) => {
      for (const [event, handler] of Object.entries(handlers)) {
        target.addEventListener(event, handler.bind(this), { signal });
      }
    };
    listen(this.playElement, { click: this.startPlaying });
    listen(this.replayElement, { click: this.replay });
    listen(this.video, { playing: this.onPlaying, timeupdate: this.onProgress, ended: this.onEnded, pause: this.onPause });
    listen(this.video, { seeking: this.undoSeek, ratechange: this.resetRate, error: this.onVideoError });
    listen(this.video, { waiting: () => this.playback.record("stall") });
    listen(this.form, { input: this.updateSubmit, submit: this.onSubmit });
    listen(document, { keydown: this.onKey, visibilitychange: this.onVisibilityChange });
    listen(window, { beforeunload: (event) => this.isSending && event.preventDefault() });
    if (this.video.error) this.onVideoError();
  }

  showStatus(text, tone = "") {
    Object.assign(find("[data-status]", this.form), { textContent: text, className: tone });
  }

  showPlayButton(label) {
    find(".play-label", this.playElement).textContent = label;
    this.playElement.hidden = false;
  }

  /** Keep a slider and its number field equal; until either is used, the slider shows no value. */
  connectSlider(slider) {
    const number = find("input[type=number]", slider.parentElement);
    slider.classList.remove("invisible");
    slider.addEventListener("input", () => (number.value = slider.value));
    // A click on the middle, where the slider starts, changes no value and fires no input event.
    slider.addEventListener("click", () => slider.dispatchEvent(new Event("input", { bubbles: true })));
    number.addEventListener("input", () => (slider.value = number.value));
    for (const each of [slider, number]) each.addEventListener("input", () => slider.classList.remove("unset"));
  }

  startPlaying() {
    if (this.video.error) this.video.load();
    this.playElement.hidden = true;
    this.video.play().catch(() => this.video.error || this.showPlayButton(this.texts.textPlay));
  }

  replay() {
    this.playback.replays += 1;
    this.video.currentTime = 0;
    this.startPlaying();
  }

  onPlaying() {
    this.playElement.hidden = true;
    if (!this.playback.watched) this.showStatus(this.texts.textPlaying);
    if (this.playback.start()) this.requestPlayToken();
  }

  /** Ask the server to confirm that the video started to play now. */
  requestPlayToken() {
    const fields = { trial: this.form.elements.trial.value };
    const reply = postWithRetry(this.texts.playTokenUrl, fields, () => this.showStatus(this.texts.textSlow));
    this.playToken = reply.then(async (response) => {
      this.playTokenAt = this.playback.clock();
      return response.ok ? (await response.json()).play : "";
    });
  }

  onProgress() {
    this.playback.recordProgress();
    find(".video-progress", this.form).value = this.video.currentTime / (this.video.duration || 1);
  }

  /** Until the video has ended once, seeking is undone. */
  undoSeek() {
    const { watched, furthest } = this.playback;
    if (watched || Math.abs(this.video.currentTime - furthest) < SEEK_TOLERANCE) return;
    this.playback.record("seek");
    this.video.currentTime = furthest;
  }

  resetRate() {
    if (this.video.playbackRate !== 1) this.playback.record("rate");
    this.video.playbackRate = 1;
  }

  /** Pause in a hidden tab, where nobody watches. */
  onVisibilityChange() {
    if (document.hidden && !this.video.paused) this.playback.record("hidden");
    if (document.hidden) this.video.pause();
  }

  onPause() {
    if (this.video.ended) return;
    this.playback.record("pause");
    this.showPlayButton(this.texts.textResume);
  }

  onVideoError() {
    this.showStatus(this.texts.textFailed, "bad");
    this.showPlayButton(this.texts.textRetry);
  }

  onEnded() {
    this.replayElement.classList.remove("invisible");
    if (this.playback.watched) return;
    this.playback.record("ended");
    this.playback.watched = true;
    this.questionsElement.disabled = false;
    this.showStatus(this.texts.textWatched, "good");
    this.focusNext();
    preloadVideos();
  }

  /** The first question without an answer, if there is one. */
  firstUnanswered() {
    const answered = "input:checked, input[type=number]:valid";
    return findAll(".question", this.form).find((question) => !find(answered, question));
  }

  /** Focus the first unanswered question, or the button if all are answered. */
  focusNext() {
    const question = this.firstUnanswered();
    (question ? find("input", question) : this.submitElement).focus({ preventScroll: true });
  }

  updateSubmit() {
    this.submitElement.disabled = this.isSending || Boolean(this.firstUnanswered());
  }

  /** Digits answer the focused question (0 means 10 on scales without a 0), then focus the next one. */
  onKey(event) {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && event.target.type !== "number";
    if (!plain || !/^[0-9]$/.test(event.key) || this.questionsElement.disabled || this.isSending) return;
    const question = document.activeElement.closest(".question") ?? this.firstUnanswered();
    const option = (value) => question && find(`input[type=radio][value="${value}"]`, question);
    const selected = option(event.key) ?? (event.key === "0" && option(10));
    if (!selected) return;
    event.preventDefault();
    selected.checked = true;
    this.updateSubmit();
    this.focusNext();
  }

  async onSubmit(event) {
    event.preventDefault();
    if (this.isSending || this.firstUnanswered() || !this.playback.watched) return;
    this.isSending = true;
    this.updateSubmit();
    this.showStatus(this.texts.textSaving);
    this.form.elements.play.value = await this.playToken;
    this.form.elements.playback.value = JSON.stringify(this.playback);
    // On a slow connection the play token is late: wait until the whole video has passed on the server's clock too.
    const ended = this.playback.events.at(-1)?.[1] ?? 0;
    await sleep(Math.max(0, this.playTokenAt + ended - this.playback.clock()));
    this.sendAnswer(new URLSearchParams(new FormData(this.form)).toString());
  }

  /** Send an answer until the server has it; also used for an answer that an earlier page could not send. */
  async sendAnswer(body, onRefused = () => this.form.submit()) {
    withStorage((storage) => storage.setItem(UNSENT_KEY, body));
    const response = await postWithRetry(this.form.action, body, () => this.showStatus(this.texts.textOffline, "bad"));
    withStorage((storage) => storage.removeItem(UNSENT_KEY));
    this.isSending = false;
    if (response.ok) this.showNextTrial(await response.text().catch(() => ""));
    else if (response.type === "opaqueredirect") location.replace(location.pathname);
    else onRefused(); // The server refuses the answer: let the browser show its error page.
  }

  /** Replace this trial by the next one, which came in the reply to the answer: no reload, no flicker. */
  showNextTrial(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const form = find("form.trial", page);
    if (!form) return location.replace(location.pathname);
    if (form.elements.trial.value === this.form.elements.trial.value) return this.showStatus(""); // Already shown.
    this.listeners.abort();
    document.title = page.title;
    document.body.replaceWith(page.body);
    scrollTo(0, 0);
    return new Trial(form);
  }
}

const form = find("form.trial");
if (form) {
  const trial = new Trial(form);
  const unsentAnswer = withStorage((storage) => storage.getItem(UNSENT_KEY));
  if (unsentAnswer) trial.sendAnswer(unsentAnswer, () => {});
} else {
  withStorage((storage) => storage.removeItem(UNSENT_KEY));
  findAll("[data-play-notes]").forEach(replaceAudioControls);
  findAll("[data-device]").forEach(reportDevice);
  preloadVideos();
}
// A page restored from the back/forward cache may be outdated: ask the server what is next.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
