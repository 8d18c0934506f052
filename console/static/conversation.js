// One conversation keeps itself fresh: what was said, who has it and what colleagues noted are drawn again when something
// changed. What somebody is typing stays as it is. Without this script a reload does the same.
"use strict";

const EVERY_MS = 3000;
const PARTS = ["turns", "heading", "speak", "beside"];

const page = document.querySelector("[data-conversation]");
let since = "";
let last = null;
let asking = false;

function isBusy(part) {
  return part.contains(document.activeElement) && document.activeElement.matches("textarea, input, select, summary, button")
    || [...part.querySelectorAll("textarea")].some((field) => field.value !== field.defaultValue)
    || part.querySelector("details.wish[open]") !== null;
}

async function drawAgain() {
  const answer = await fetch(location.href, { redirect: "error" });
  if (!answer.ok) return false;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  let isWhole = true;
  for (const id of PARTS) {
    const [old, now] = [document.getElementById(id), fresh.getElementById(id)];
    if (!old || !now || old.innerHTML === now.innerHTML) continue;
    if (isBusy(old)) isWhole = false;
    else old.innerHTML = now.innerHTML;
  }
  return isWhole;
}

async function look() {
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch(`/api/v1/admin/changes?since=${encodeURIComponent(since)}`, { redirect: "error" });
    if (!answer.ok) return;
    const news = await answer.json();
    const mine = news.changes.find((one) => one.conversation === page.dataset.conversation);
    if (mine && mine.changed_at !== last && await drawAgain()) last = mine.changed_at;
    since = news.since;
  } catch (error) {
    console.info("no news", error.name);
  } finally {
    asking = false;
  }
}

function count() {
  const chip = document.querySelector("[data-until]");
  if (!chip) return;
  const minutes = Math.max(0, Math.floor((new Date(chip.dataset.until) - Date.now()) / 60000));
  const time = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
  chip.textContent = chip.dataset.left.replace("{time}", time);
  chip.hidden = false;
}

document.addEventListener("click", (event) => {
  const canned = event.target.closest("a[data-insert]");
  const box = document.getElementById("say");
  if (!canned || !box) return;
  event.preventDefault();
  box.setRangeText(canned.dataset.insert, box.selectionStart, box.selectionEnd, "end");
  box.focus();
});

if (page) {
  count();
  setInterval(count, 30000);
  look();
  setInterval(look, EVERY_MS);
}
