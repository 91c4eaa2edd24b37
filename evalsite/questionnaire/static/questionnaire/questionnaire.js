// The participant's pages: play, unlock, rate with keys, prove the playback, and never lose an answer.
"use strict";

const find = (selector, root = document) => root.querySelector(selector);
const findAll = (selector, root = document) => [...root.querySelectorAll(selector)];
const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const RETRIES = [500, 1000, 2000, 4000, 8000];
const SENDING = { method: "POST", redirect: "manual", headers: { Prefer: "return=representation" } };

/** Post a form's fields again and again until the server has answered; `lost` hears of each failure. */
async function post(url, body, lost) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const response = await fetch(url, { ...SENDING, body: new URLSearchParams(body) });
      if (response.status < 500) return response;
    } catch {
      // The line is down: as good as an error of the server.
    }
    lost();
    await wait(RETRIES[Math.min(attempt, RETRIES.length - 1)]);
  }
}

// The one answer that is on its way outlives the page, should that be closed while the line is down.
const OUTBOX = `answer ${location.pathname}`;
const storage = (act) => {
  try {
    return act(localStorage);
  } catch {
    return null; // Without storage the answer lives as long as the page.
  }
};

/** Fetch the videos that come next, so that they lie in the browser's cache. */
async function preload() {
  const fetched = ({ dataset }) => fetch(dataset.preload).then((film) => film.blob());
  // What can't be fetched now, the video element will fetch itself.
  for (const place of findAll("[data-preload]")) await fetched(place).catch(() => {});
}

/** Replace the browser's audio controls by one button. */
function listening(button) {
  const audio = find("audio");
  [audio.hidden, button.hidden] = [true, false];
  button.addEventListener("click", () => Object.assign(audio, { currentTime: 0 }).play());
}

/** Write into a form's field what the page is shown on, and whether the first video can be decoded there. */
function reportDevice(field) {
  const has = (query) => matchMedia(query).matches;
  const film = Object.assign(document.createElement("video"), { muted: true, preload: "auto" });
  film.src = find("[data-preload]")?.dataset.preload ?? "";
  field.form.addEventListener("submit", () => {
    field.value = JSON.stringify({
      ...{ width: innerWidth, height: innerHeight, ratio: devicePixelRatio },
      pointer: ["fine", "coarse"].find((kind) => has(`(pointer: ${kind})`)) ?? "none",
      video: film.error ? false : film.readyState > 1 || null,
      reduced_motion: has("(prefers-reduced-motion: reduce)"),
    });
  });
}

/** What happened while the video played for the first time: [media ms, page clock ms, event]. */
class Playback {
  constructor(video) {
    Object.assign(this, { video, beats: [], replays: 0, furthest: 0, watched: false, origin: null });
  }

  clock() {
    return this.origin === null ? 0 : performance.now() - this.origin;
  }

  begin() {
    if (this.origin !== null) return false;
    this.origin = performance.now();
    this.note("play");
    return true;
  }

  note(event) {
    if (this.watched || this.origin === null) return;
    if (!this.video.seeking) this.furthest = Math.max(this.furthest, this.video.currentTime);
    this.beats.push([Math.round(this.furthest * 1000), Math.round(this.clock()), event]);
  }

  /** Note the position at most every 0.4 s. */
  beat() {
    const last = this.beats.at(-1);
    if (last && this.clock() - last[1] >= 400) this.note("beat");
  }

  text() {
    const { totalVideoFrames: frames, droppedVideoFrames: dropped } = this.video.getVideoPlaybackQuality?.() ?? {};
    return JSON.stringify({ beats: this.beats, replays: this.replays, frames, dropped });
  }
}

/** One trial: the video, its questions, and the way of the answer to the server. */
class Trial {
  constructor(form) {
    Object.assign(this, { form, words: form.dataset, unsent: false, token: null, tokenAt: 0 });
    this.video = find("video", form);
    this.playback = new Playback(this.video);
    for (const part of ["questions", "next", "play", "again"]) this[part] = find(`[data-${part}]`, form);
    this.listen();
    findAll("[data-slider]", form).forEach((slider) => this.slide(slider));
    this.offer(this.words.sayPlay);
    this.next.disabled = true;
    (find("[data-notice]") ?? this.play).focus({ preventScroll: true });
  }

  /** Listen until the next trial takes this one's place. */
  listen() {
    const { signal } = (this.over = new AbortController());
    const listens = (target, [event, act]) => target.addEventListener(event, act.bind(this), { signal });
    const on = (target, acts) => Object.entries(acts).forEach((each) => listens(target, each));
    on(this.play, { click: this.run });
    on(this.again, { click: this.replay });
    on(this.video, { playing: this.playing, timeupdate: this.moving, ended: this.ended, pause: this.paused });
    on(this.video, { seeking: this.undoSeek, ratechange: this.resetRate, error: this.broken });
    on(this.video, { waiting: () => this.playback.note("stall") });
    on(this.form, { input: this.update, submit: this.submit });
    on(document, { keydown: this.key, visibilitychange: this.hidden });
    on(window, { beforeunload: (event) => this.unsent && event.preventDefault() });
    if (this.video.error) this.broken();
  }

  say(text, tone = "") {
    Object.assign(find("[data-status]", this.form), { textContent: text, className: tone });
  }

  offer(words) {
    find(".words", this.play).textContent = words;
    this.play.hidden = false;
  }

  /** A slider and a number say the same; until it is touched, the slider shows no place. */
  slide(slider) {
    const number = find("input[type=number]", slider.parentElement);
    slider.classList.remove("unseen");
    slider.addEventListener("input", () => (number.value = slider.value));
    // Who chooses the middle, where it stands already, changes nothing that the browser would tell.
    slider.addEventListener("click", () => slider.dispatchEvent(new Event("input", { bubbles: true })));
    number.addEventListener("input", () => (slider.value = number.value));
    for (const each of [slider, number]) each.addEventListener("input", () => slider.classList.remove("untouched"));
  }

  run() {
    if (this.video.error) this.video.load();
    this.play.hidden = true;
    this.video.play().catch(() => this.video.error || this.offer(this.words.sayPlay));
  }

  replay() {
    this.playback.replays += 1;
    this.video.currentTime = 0;
    this.run();
  }

  playing() {
    this.play.hidden = true;
    if (!this.playback.watched) this.say(this.words.sayPlaying);
    if (this.playback.begin()) this.askToken();
  }

  /** Ask the server for its word that the video plays since now. */
  askToken() {
    const begun = post(this.words.begin, { start: this.form.elements.start.value }, () => this.say(this.words.saySlow));
    this.token = begun.then(async (response) => {
      this.tokenAt = this.playback.clock();
      return response.ok ? (await response.json()).play : "";
    });
  }

  moving() {
    this.playback.beat();
    find(".played", this.form).value = this.video.currentTime / (this.video.duration || 1);
  }

  /** Before the video has ended once, it can't be wound. */
  undoSeek() {
    const { watched, furthest } = this.playback;
    if (watched || Math.abs(this.video.currentTime - furthest) < 0.3) return;
    this.playback.note("seek");
    this.video.currentTime = furthest;
  }

  resetRate() {
    if (this.video.playbackRate !== 1) this.playback.note("rate");
    this.video.playbackRate = 1;
  }

  /** Nobody watches a tab that can't be seen. */
  hidden() {
    if (document.hidden && !this.video.paused) this.playback.note("hidden");
    if (document.hidden) this.video.pause();
  }

  paused() {
    if (!this.video.ended) this.playback.note("pause");
    if (!this.video.ended) this.offer(this.words.sayResume);
  }

  broken() {
    this.say(this.words.sayBroken, "bad");
    this.offer(this.words.sayRetry);
  }

  ended() {
    this.again.classList.remove("unseen");
    if (this.playback.watched) return;
    this.playback.note("ended");
    this.playback.watched = true;
    this.questions.disabled = false;
    this.say(this.words.sayWatched, "good");
    this.goOn();
    preload();
  }

  /** The first question without an answer, if there is one. */
  open() {
    const answered = "input:checked, input[type=number]:valid";
    return findAll(".question", this.form).find((question) => !find(answered, question));
  }

  /** Take the next open question in hand, or the button when all are answered. */
  goOn() {
    const question = this.open();
    (question ? find("input", question) : this.next).focus({ preventScroll: true });
  }

  update() {
    this.next.disabled = this.unsent || Boolean(this.open());
  }

  /** Digits answer the question in hand (0 stands for 10 where there is no 0), and the next comes to hand. */
  key(event) {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && event.target.type !== "number";
    if (!plain || !/^[0-9]$/.test(event.key) || this.questions.disabled || this.unsent) return;
    const question = document.activeElement.closest(".question") ?? this.open();
    const chosen = (value) => question && find(`input[type=radio][value="${value}"]`, question);
    const choice = chosen(event.key) ?? (event.key === "0" && chosen(10));
    if (!choice) return;
    event.preventDefault();
    choice.checked = true;
    this.update();
    this.goOn();
  }

  async submit(event) {
    event.preventDefault();
    if (this.unsent || this.open() || !this.playback.watched) return;
    this.unsent = true;
    this.update();
    this.say(this.words.saySaving);
    this.form.elements.play.value = await this.token;
    this.form.elements.playback.value = this.playback.text();
    // After a slow line the server's clock is behind the page's: wait until it has seen the whole video too.
    await wait(Math.max(0, this.tokenAt + (this.playback.beats.at(-1)?.[1] ?? 0) - this.playback.clock()));
    this.send(new URLSearchParams(new FormData(this.form)).toString());
  }

  /** Send an answer until the server has it; what an earlier page could not send goes the same way. */
  async send(body, refused = () => this.form.submit()) {
    storage((kept) => kept.setItem(OUTBOX, body));
    const response = await post(this.form.action, body, () => this.say(this.words.sayLost, "bad"));
    storage((kept) => kept.removeItem(OUTBOX));
    this.unsent = false;
    if (response.ok) this.turn(await response.text().catch(() => ""));
    else if (response.type === "opaqueredirect") location.replace(location.pathname);
    else refused(); // The server has no use for it: let the browser show why.
  }

  /** Put the next trial, which came in reply to the answer, in this one's place: no reload, no flicker. */
  turn(text) {
    const page = new DOMParser().parseFromString(text, "text/html");
    const form = find("form.trial", page);
    if (!form) return location.replace(location.pathname);
    if (form.elements.start.value === this.form.elements.start.value) return this.say(""); // It was shown already.
    this.over.abort();
    document.title = page.title;
    document.body.replaceWith(page.body);
    scrollTo(0, 0);
    return new Trial(form);
  }
}

const form = find("form.trial");
if (form) {
  const trial = new Trial(form);
  const unsent = storage((kept) => kept.getItem(OUTBOX));
  if (unsent) trial.send(unsent, () => {});
} else {
  storage((kept) => kept.removeItem(OUTBOX));
  findAll("[data-plays]").forEach(listening);
  findAll("[data-device]").forEach(reportDevice);
  preload();
}
// A page out of the browser's memory may be long past: ask the server what is next.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
