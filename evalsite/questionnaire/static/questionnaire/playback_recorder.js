// The record of the playback, by which the server checks that the video was watched.
"use strict";

const PROGRESS_INTERVAL = 400;

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
