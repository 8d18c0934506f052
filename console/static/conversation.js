// One conversation keeps itself fresh: what was said, whether it arrived, who has it and what colleagues noted are drawn again
// when something changed. What somebody is typing stays as it is.
import { drawAgain, follow, put } from "./live.js";

const PARTS = ["turns", "heading", "speak", "beside"];

const page = document.querySelector("[data-conversation]");
let drawn = "";

function isBusy(part) {
  return part.contains(document.activeElement) && document.activeElement.matches("textarea, input, select, summary, button")
    || [...part.querySelectorAll("textarea")].some((field) => field.value !== field.defaultValue)
    || part.querySelector("details.wish[open]") !== null;
}

async function draw(news) {
  if (put(isBusy)) count();
  const [mine] = news.changes;
  const state = mine ? `${mine.changed_at} ${mine.delivery_changed_at}` : drawn;
  if (state === drawn) return;
  await drawAgain(PARTS, isBusy);
  count();
  drawn = state;
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
  follow({ conversation: page.dataset.conversation }, draw);
}
