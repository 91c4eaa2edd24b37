// What all scripts of the participant's pages share: finding elements, and requests that survive a lost connection.
"use strict";

const find = (selector, root = document) => root.querySelector(selector);
const findAll = (selector, root = document) => [...root.querySelectorAll(selector)];
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const RETRY_DELAYS = [500, 1000, 2000, 4000, 8000];
const POST_SECONDS = 20;
const POST_OPTIONS = { method: "POST", redirect: "manual", headers: { Prefer: "return=representation" } };

/** Post a form's fields until the server answers; `onFailure` is called after each failed attempt. */
async function postWithRetry(url, body, onFailure) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const signal = AbortSignal.timeout?.(POST_SECONDS * 1000);
      const response = await fetch(url, { ...POST_OPTIONS, signal, body: new URLSearchParams(body) });
      if (response.status < 500) return response;
    } catch {
      // No connection, or no answer in time: treated like a server error.
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

/** Return a share as a percentage in the page's language; empty if it is not known. */
function formatPercent(share) {
  if (!Number.isFinite(share)) return "";
  return new Intl.NumberFormat(document.documentElement.lang, { style: "percent" }).format(Math.min(1, share));
}
