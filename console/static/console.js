// The editor follows the typing: lint and preview are asked of the server as words change. Without this script the
// button "Check and preview" does the same, and values are typed instead of inserted.
"use strict";

const form = document.querySelector("form[data-live]");
const verdict = document.getElementById("verdict");
const PAUSE_MS = 350;

let waiting = 0;
let asking = null;

async function look() {
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(form.dataset.live, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      signal: asking.signal,
      redirect: "error",
    });
    // Signed out, or the server is restarting: the last verdict stays, and the buttons still work.
    if (answer.ok) verdict.innerHTML = await answer.text();
  } catch (error) {
    if (error.name !== "AbortError") console.info("no preview", error.name);
  }
}

if (form && verdict) {
  let place = document.getElementById("text");
  form.addEventListener("focusin", (event) => {
    if (event.target.matches("textarea, fieldset input")) place = event.target;
  });
  form.addEventListener("input", (event) => {
    if (event.target.matches("#note, [type=datetime-local]")) return;
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE_MS);
  });
  for (const button of form.querySelectorAll("[data-insert]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      place.setRangeText(button.dataset.insert, place.selectionStart, place.selectionEnd, "end");
      place.focus();
      place.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
}
