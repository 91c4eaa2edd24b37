// One trial of the participant's pages: unlock the questions, rate by keyboard, never lose an answer.
"use strict";

/** One trial: the video, its questions, and sending the answer. */
class Trial {
  constructor(form) {
    Object.assign(this, { form, texts: form.dataset, isSending: false, playToken: null, playTokenAt: 0 });
    for (const part of ["questions", "submit"]) this[`${part}Element`] = find(`[data-${part}]`, form);
    this.addListeners();
    const on = { begun: () => this.requestPlayToken(), loaded: preloadVideos, watched: () => this.unlock() };
    this.player = new VideoPlayer(form, { ...form.dataset }, on, this.listeners.signal);
    this.playback = this.player.playback;
    findAll("[data-slider]", form).forEach((slider) => this.connectSlider(slider));
    findAll(".question", form).forEach((question) => (question.tabIndex = -1));
    this.submitElement.disabled = true;
    (find("[data-feedback]") ?? this.player.playElement).focus({ preventScroll: true });
  }

  /** Listen until the next trial replaces this one. */
  addListeners() {
    const { signal } = (this.listeners = new AbortController());
    const listen = (target, event, handler) => target.addEventListener(event, handler.bind(this), { signal });
    listen(this.form, "input", this.updateSubmit);
    listen(this.form, "submit", this.onSubmit);
    listen(document, "keydown", this.onKey);
    listen(window, "beforeunload", (event) => this.isSending && event.preventDefault());
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

  /** Ask the server to confirm that the video started to play now. */
  requestPlayToken() {
    const fields = { trial: this.form.elements.trial.value };
    const onFailure = () => this.isSending && showStatus(this.form, this.texts.textOffline, "bad");
    this.playToken = postWithRetry(this.texts.playTokenUrl, fields, onFailure).then(async (response) => {
      this.playTokenAt = this.playback.clock();
      return response.ok ? (await response.json()).play : "";
    });
  }

  unlock() {
    this.questionsElement.disabled = false;
    this.focusNext();
    preloadVideos();
  }

  /** The first question without an answer, if there is one. */
  firstUnanswered() {
    const answered = "input:checked, input[type=number]:valid";
    return findAll(".question", this.form).find((question) => !find(answered, question));
  }

  /** Focus the first unanswered question as a whole, as none of its values may look chosen; then the button. */
  focusNext() {
    (this.firstUnanswered() ?? this.submitElement).focus({ preventScroll: true });
  }

  updateSubmit() {
    this.submitElement.disabled = this.isSending || Boolean(this.firstUnanswered());
  }

  /** Digits answer the focused question (0 means 10 on scales without a 0), then focus the next one. */
  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || this.questionsElement.disabled || this.isSending) return;
    if (event.target.type === "number") return this.onNumberKey(event);
    if (!/^[0-9]$/.test(event.key)) return;
    const question = document.activeElement.closest(".question") ?? this.firstUnanswered();
    if (!question) return;
    const option = (value) => find(`input[type=radio][value="${value}"]`, question);
    const selected = option(event.key) ?? (event.key === "0" && option(10));
    // On a slider's question the digit goes on into the number field.
    if (!selected) return find("input[type=number]", question)?.focus();
    event.preventDefault();
    selected.checked = true;
    this.updateSubmit();
    this.focusNext();
  }

  /** Enter in a number field goes on to the next question, and after the last one sends the answer. */
  onNumberKey(event) {
    if (event.key !== "Enter" || !event.target.validity.valid || !this.firstUnanswered()) return;
    event.preventDefault();
    this.focusNext();
  }

  async onSubmit(event) {
    event.preventDefault();
    if (this.isSending || this.firstUnanswered() || !this.playback.watched) return;
    this.isSending = true;
    this.updateSubmit();
    showStatus(this.form, this.texts.textSaving);
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
    const onFailure = () => showStatus(this.form, this.texts.textOffline, "bad");
    const response = await postWithRetry(this.form.action, body, onFailure);
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
    if (form.elements.trial.value === this.form.elements.trial.value) return this.player.refresh(); // Already shown.
    this.listeners.abort();
    const video = find("video", form);
    if (preloads.has(video.dataset.url)) video.removeAttribute("src"); // It is here, or on its way.
    document.title = page.title;
    document.body.replaceWith(page.body);
    scrollTo(0, 0);
    return new Trial(form);
  }
}
