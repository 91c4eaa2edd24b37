// The participant's pages: play, unlock, rate with keys, prove the playback, and never lose an answer.
"use strict";

const find = (selector, root = document) => root.querySelector(selector);
const findAll = (selector, root = document) => [...root.querySelectorAll(selector)];
const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const RETRIES = [500, 1000, 2000, 4000, 8000];

/** Post a form's fields again and again until the server has answered; `lost` hears of each failure. */
async function post(url, fields, lost) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const response = await fetch(url, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });
      if (response.status < 500) return response;
    } catch {
      // The line is down: as good as an error of the server.
    }
    lost();
    await wait(RETRIES[Math.min(attempt, RETRIES.length - 1)]);
  }
}

/** Fetch the videos that come next, so that they lie in the browser's cache. */
async function preload() {
  for (const place of findAll("[data-preload]")) {
    try {
      await (await fetch(place.dataset.preload)).blob();
    } catch {
      return; // The video element will fetch it itself.
    }
  }
}

/** Replace the browser's audio controls by one button. */
function listening(button) {
  const audio = find("audio");
  audio.hidden = true;
  button.hidden = false;
  button.addEventListener("click", () => {
    audio.currentTime = 0;
    audio.play();
  });
}

/** What happened while the video played for the first time: [media ms, page clock ms, event]. */
class Playback {
  constructor(video) {
    this.video = video;
    this.beats = [];
    this.replays = 0;
    this.furthest = 0;
    this.watched = false;
    this.origin = null;
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

  /** How far the page's clock was when the video ended. */
  length() {
    return this.beats.at(-1)?.[1] ?? 0;
  }

  text() {
    const quality = this.video.getVideoPlaybackQuality?.();
    return JSON.stringify({
      beats: this.beats,
      replays: this.replays,
      frames: quality?.totalVideoFrames ?? 0,
      dropped: quality?.droppedVideoFrames ?? 0,
    });
  }
}

/** One trial: the video, its questions, and the way of the answer to the server. */
class Trial {
  constructor(form) {
    this.form = form;
    this.video = find("video", form);
    this.playback = new Playback(this.video);
    this.questions = find("[data-questions]", form);
    this.next = find("[data-next]", form);
    this.play = find("[data-play]", form);
    this.again = find("[data-again]", form);
    this.unsent = false;
    this.token = null;
    this.tokenAt = 0;
    this.listen();
    this.offer("Play the video");
    this.next.disabled = true;
    this.play.focus({ preventScroll: true });
  }

  listen() {
    const on = (target, event, act) => target.addEventListener(event, act.bind(this));
    on(this.play, "click", this.run);
    on(this.again, "click", this.replay);
    on(this.video, "playing", this.playing);
    on(this.video, "timeupdate", this.moving);
    on(this.video, "seeking", this.undoSeek);
    on(this.video, "ratechange", this.resetRate);
    on(this.video, "waiting", () => this.playback.note("stall"));
    on(this.video, "ended", this.ended);
    on(this.video, "pause", this.paused);
    on(this.video, "error", this.broken);
    on(this.form, "change", this.update);
    on(this.form, "submit", this.submit);
    on(document, "keydown", this.key);
    on(document, "visibilitychange", this.hidden);
    on(window, "beforeunload", (event) => this.unsent && event.preventDefault());
    if (this.video.error) this.broken();
  }

  say(text, tone = "") {
    const status = find("[data-status]", this.form);
    status.textContent = text;
    status.className = tone;
  }

  offer(words) {
    find(".words", this.play).textContent = words;
    this.play.hidden = false;
  }

  async run() {
    if (this.video.error) this.video.load();
    this.play.hidden = true;
    try {
      await this.video.play();
    } catch {
      if (!this.video.error) this.offer("Play the video");
    }
  }

  replay() {
    this.playback.replays += 1;
    this.video.currentTime = 0;
    this.run();
  }

  playing() {
    this.play.hidden = true;
    if (!this.playback.watched) this.say("Playing …");
    if (this.playback.begin()) this.askToken();
  }

  /** Ask the server for its word that the video plays since now. */
  askToken() {
    const lost = () => this.say("The connection is slow.");
    this.token = post(this.form.dataset.begin, { start: this.form.elements.start.value }, lost).then(async (response) => {
      this.tokenAt = this.playback.clock();
      return response.ok ? (await response.json()).play : "";
    });
  }

  moving() {
    this.playback.beat();
    if (this.video.duration) find(".played", this.form).value = this.video.currentTime / this.video.duration;
  }

  /** Before the video has ended once, it can't be wound. */
  undoSeek() {
    const { watched, furthest } = this.playback;
    if (watched || Math.abs(this.video.currentTime - furthest) < 0.3) return;
    this.playback.note("seek");
    this.video.currentTime = furthest;
  }

  resetRate() {
    if (this.video.playbackRate === 1) return;
    this.playback.note("rate");
    this.video.playbackRate = 1;
  }

  /** Nobody watches a tab that can't be seen. */
  hidden() {
    if (!document.hidden || this.video.paused) return;
    this.playback.note("hidden");
    this.video.pause();
  }

  paused() {
    if (this.video.ended) return;
    this.playback.note("pause");
    this.offer("Continue");
  }

  broken() {
    this.say("The video could not be loaded.", "bad");
    this.offer("Try again");
  }

  ended() {
    this.again.classList.remove("unseen");
    if (this.playback.watched) return;
    this.playback.note("ended");
    this.playback.watched = true;
    this.questions.disabled = false;
    this.say("Watched to the end. Please rate.", "good");
    this.goOn();
    preload();
  }

  /** The first question without an answer, if there is one. */
  open() {
    return findAll(".question", this.form).find((question) => !find("input:checked", question));
  }

  /** Take the next open question in hand, or the button when all are answered. */
  goOn() {
    const question = this.open();
    (question ? find("input", question) : this.next).focus({ preventScroll: true });
  }

  update() {
    this.next.disabled = this.unsent || Boolean(this.open());
  }

  /** Digits answer the question in hand, 0 stands for 10, and the next question comes to hand. */
  key(event) {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!plain || !/^[0-9]$/.test(event.key) || this.questions.disabled || this.unsent) return;
    const focused = document.activeElement.closest(".question");
    const question = focused ?? this.open();
    const choice = question && find(`input[value="${event.key === "0" ? 10 : event.key}"]`, question);
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
    this.say("Saving your answer …");
    this.form.elements.play.value = await this.token;
    this.form.elements.playback.value = this.playback.text();
    // After a slow line the server's clock is behind the page's: wait until it has seen the whole video too.
    await wait(Math.max(0, this.tokenAt + this.playback.length() - this.playback.clock()));
    const lost = () => this.say("No connection. Your answer is kept; trying again …", "bad");
    const response = await post(this.form.action, new FormData(this.form), lost);
    this.unsent = false;
    if (response.type === "opaqueredirect") location.replace(location.pathname);
    else this.form.submit(); // Refused: let the browser show why.
  }
}

const form = find("form.trial");
if (form) {
  new Trial(form);
} else {
  findAll("[data-plays]").forEach(listening);
  preload();
}
// A page out of the browser's memory may be long past: ask the server what is next.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
