// The video of a trial: it plays to the end without skipping, and always says what it is doing and how to go on.
"use strict";

const CHECK_INTERVAL = 200;
const LOADING_AFTER = 600;
const RETRY_AFTER = 8000;
const SEEK_TOLERANCE = 0.3;
const DECODE_ERRORS = [MediaError.MEDIA_ERR_DECODE, MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED];

/** Plays a trial's video; its `phase` is "ready", "playing" (or about to), "paused", "failed" or "watched". */
class VideoPlayer {
  /** `texts` are the form's data attributes; `on.begun`, `on.loaded` and `on.watched` are called when that happens. */
  constructor(form, texts, on, signal) {
    Object.assign(this, { form, texts, on, phase: "ready", isSlow: false, isMoving: false, failures: 0, shown: null });
    this.video = find("video", form);
    this.playback = new PlaybackRecorder(this.video);
    for (const part of ["play", "replay", "loading", "percent"]) this[`${part}Element`] = find(`[data-${part}]`, form);
    this.texts.textReady = find("[data-status]", form).textContent;
    this.lastPosition = this.video.currentTime;
    this.lastMoved = performance.now();
    this.listen(signal);
    this.usePreload(signal);
    if (this.video.error) this.onError();
    this.check();
  }

  listen(signal) {
    const listen = (target, handlers) => {
      for (const [event, handler] of Object.entries(handlers)) {
        target.addEventListener(event, handler.bind(this), { signal });
      }
    };
    listen(this.playElement, { click: this.start });
    listen(this.replayElement, { click: this.replay });
    listen(this.video, { playing: this.onPlaying, timeupdate: this.onProgress, ended: this.onEnded, pause: this.onPause });
    listen(this.video, { seeking: this.undoSeek, ratechange: this.resetRate, error: this.onError });
    listen(this.video, { loadedmetadata: this.resume, waiting: () => this.playback.record("stall") });
    listen(document, { visibilitychange: this.onVisibilityChange });
    const timer = setInterval(() => this.check(), CHECK_INTERVAL);
    signal.addEventListener("abort", () => clearInterval(timer));
  }

  /** If the page before has begun to fetch the video, wait for that instead of loading it twice. */
  async usePreload(signal) {
    const preload = preloads.get(this.video.dataset.url);
    if (!preload || this.video.hasAttribute("src")) return;
    this.preload = preload;
    const blob = await preload.blob;
    if (signal.aborted || this.preload !== preload) return;
    const url = blob ? URL.createObjectURL(blob) : preload.url;
    if (blob) signal.addEventListener("abort", () => URL.revokeObjectURL(url));
    this.load(url);
  }

  load(url) {
    this.preload = null;
    this.video.src = url;
    if (this.phase === "playing") this.play();
  }

  /** Start, continue, or try again. */
  start() {
    const mustReload = this.phase === "failed" || this.isSlow;
    Object.assign(this, { phase: "playing", isSlow: false, isMoving: false, lastMoved: performance.now() });
    if (mustReload) {
      this.preload?.cancel();
      this.load(this.video.dataset.url);
    } else this.play();
    this.show();
  }

  play() {
    this.video.play().catch((error) => {
      if (error.name !== "NotAllowedError") return; // Paused or loaded again; real failures are events of the video.
      this.phase = this.playback.startTime === null ? "ready" : "paused";
      this.show();
    });
  }

  replay() {
    this.playback.replays += 1;
    this.video.currentTime = 0;
    this.start();
  }

  /** After it was loaded again, go on where it stopped. */
  resume() {
    if (!this.playback.watched && this.playback.furthest) this.video.currentTime = this.playback.furthest;
  }

  onPlaying() {
    if (this.video.paused) return;
    this.phase = "playing";
    if (this.playback.start()) this.on.begun();
    this.check();
  }

  onProgress() {
    this.playback.recordProgress();
    find(".video-progress", this.form).value = this.video.currentTime / (this.video.duration || 1);
    this.check();
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
    if (!document.hidden || this.phase !== "playing") return;
    this.playback.record("hidden");
    this.phase = "paused";
    this.video.pause();
    this.show();
  }

  onPause() {
    if (this.video.ended || !this.video.paused || this.phase === "failed") return;
    this.playback.record("pause");
    this.phase = "paused";
    this.show();
  }

  onEnded() {
    const isFirst = !this.playback.watched;
    this.playback.record("ended");
    this.playback.watched = true;
    this.phase = "watched";
    this.replayElement.classList.remove("invisible");
    this.show();
    if (isFirst) this.on.watched();
  }

  /** Say that the video can't be shown, and as soon as it is known, why. */
  async onError() {
    if (!this.video.error) return;
    Object.assign(this, { phase: "failed", isSlow: false, failures: this.failures + 1 });
    this.failure = this.failures > 1 ? this.texts.textFailedAgain : this.texts.textFailed;
    this.show();
    const { failures, video } = this;
    const reason = await this.failureReason(video.error.code);
    if (!reason || this.phase !== "failed" || failures !== this.failures) return;
    this.failure = reason;
    this.show();
  }

  /** Ask the server for the video's first byte: is the connection gone, or can the browser not decode the video? */
  async failureReason(code) {
    try {
      const options = { cache: "no-store", redirect: "manual", headers: { Range: "bytes=0-0" } };
      const response = await fetch(this.video.dataset.url, options);
      return response.ok && DECODE_ERRORS.includes(code) ? this.texts.textUndecodable : "";
    } catch {
      return this.texts.textNoConnection;
    }
  }

  /** Notice when the video waits for data, whatever events the browser sends, and when it has loaded. */
  check() {
    const now = performance.now();
    const hasMoved = !this.video.seeking && this.video.currentTime > this.lastPosition;
    const isWaiting = this.phase === "playing" ? !hasMoved : this.phase === "ready" && this.isLoading();
    if (!isWaiting) this.lastMoved = now;
    if (hasMoved && this.phase === "playing") this.isMoving = true;
    this.lastPosition = this.video.currentTime;
    this.isWaiting = now - this.lastMoved > LOADING_AFTER;
    this.isSlow = now - this.lastMoved > RETRY_AFTER;
    this.show();
    if (this.loadedShare() > 0.99 && !this.preload) this.on.loaded();
  }

  isLoading() {
    const { networkState, readyState } = this.video;
    const isFetching = networkState === HTMLMediaElement.NETWORK_LOADING && readyState < HTMLMediaElement.HAVE_FUTURE_DATA;
    return Boolean(this.preload) || isFetching;
  }

  /** How much of the video has arrived; NaN if that is not known. */
  loadedShare() {
    if (this.preload) return this.preload.share ?? NaN;
    const { buffered, duration } = this.video;
    return buffered.length ? buffered.end(buffered.length - 1) / duration : NaN;
  }

  /** What to show now: a status with its tone, a button's label, and whether the video visibly waits. */
  view() {
    const { texts } = this;
    const slow = { status: texts.textSlow, label: texts.textRetry, percent: true };
    switch (this.phase) {
      case "ready":
        if (this.isSlow) return slow;
        if (this.isWaiting) return { status: texts.textLoading, label: texts.textPlay, percent: true };
        return { status: texts.textReady, label: texts.textPlay };
      case "playing":
        if (this.isSlow) return slow;
        if (!this.isWaiting) return this.isMoving ? { status: texts.textPlaying } : { status: null };
        return { status: this.isMoving ? texts.textStalled : texts.textLoading, isBusy: true, percent: true };
      case "paused":
        return { status: texts.textPaused, label: texts.textResume };
      case "failed":
        return { status: this.failure, tone: "bad", label: texts.textRetry };
      default:
        return { status: texts.textWatched, tone: "good" };
    }
  }

  /** Bring the page up to date with the video. */
  show() {
    const { status, tone = "", label, isBusy = false, percent } = this.view();
    const share = percent ? formatPercent(this.loadedShare()) : "";
    this.percentElement.textContent = share;
    find(".play-label", this.loadingElement).textContent = `${this.texts.textLoading} ${share}`;
    const key = JSON.stringify([status, tone, label, isBusy]);
    if (key === this.shown) return;
    this.shown = key;
    if (status !== null) showStatus(this.form, status, tone);
    this.loadingElement.hidden = !isBusy;
    this.showButton(label);
  }

  /** Show the video's status again after the page has shown another sentence. */
  refresh() {
    this.shown = null;
    this.show();
  }

  showButton(label) {
    const wasHidden = this.playElement.hidden;
    this.playElement.hidden = !label;
    if (!label) return;
    find(".play-label", this.playElement).textContent = label;
    if (wasHidden && document.activeElement === document.body) this.playElement.focus({ preventScroll: true });
  }
}

/** Show a sentence below the video; screen readers speak it. */
function showStatus(form, text, tone = "") {
  Object.assign(find("[data-status]", form), { textContent: text, className: tone });
}
