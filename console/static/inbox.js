// The list keeps itself fresh: it asks what changed, and draws the same page again when something did. A guest who begins to
// wait is told by a sound and a notice of the browser, to those who asked for it. Without this script a reload does the same.
"use strict";

const EVERY_MS = 3000;
const CALLS = "posada-calls";

const inbox = document.getElementById("inbox");
const bell = document.getElementById("calls");
const rung = new Set();
let since = "";
let begun = null;
let seen = new Set();
let sound = null;
let asking = false;

function isOn() {
  return localStorage.getItem(CALLS) === "on";
}

function draw() {
  bell.setAttribute("aria-pressed", String(isOn()));
  bell.textContent = isOn() ? bell.dataset.on : bell.dataset.off;
}

function ring() {
  sound ??= new AudioContext();
  // Two soft notes, the second a fifth higher.
  for (const [start, pitch] of [[0, 587], [0.18, 880]]) {
    const tone = sound.createOscillator();
    const volume = sound.createGain();
    const at = sound.currentTime + start;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.2, at + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.45);
    tone.connect(volume).connect(sound.destination);
    tone.start(at);
    tone.stop(at + 0.5);
  }
}

function call(names) {
  document.getElementById("called").textContent = bell.dataset.waits;
  if (!isOn()) return;
  ring();
  if (Notification.permission !== "granted") return;
  // No guest's name or words: a notice may be read by whoever passes the screen.
  const notice = new Notification(bell.dataset.waits, { tag: names[0] });
  notice.addEventListener("click", () => {
    window.focus();
    location.assign(`/admin/conversations/${encodeURIComponent(names[0])}`);
  });
}

async function drawAgain() {
  const answer = await fetch(location.href, { redirect: "error" });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of ["inbox", "boxes", "listed"]) {
    const [old, now] = [document.getElementById(id), fresh.getElementById(id)];
    if (!old || !now || old.innerHTML === now.innerHTML) continue;
    const place = old.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    old.innerHTML = now.innerHTML;
    if (place) old.querySelector(`a[href="${CSS.escape(place)}"]`)?.focus();
  }
}

async function look() {
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch(`/api/v1/admin/changes?since=${encodeURIComponent(since)}`, { redirect: "error" });
    // Signed out, or the server is restarting: the next look may be luckier, and a reload says what is the matter.
    if (!answer.ok) return;
    const news = await answer.json();
    begun ??= news.since;
    const calls = news.changes.filter((one) => one.state === "waiting" && one.state_since >= begun)
      .filter((one) => !rung.has(`${one.conversation} ${one.state_since}`));
    for (const one of calls) rung.add(`${one.conversation} ${one.state_since}`);
    if (calls.length) call(calls.map((one) => one.conversation));
    const changed = news.changes.map((one) => `${one.conversation} ${one.changed_at}`);
    const isNews = changed.some((one) => !seen.has(one));
    seen = new Set(changed);
    since = news.since;
    if (isNews) await drawAgain();
  } catch (error) {
    console.info("no news", error.name);
  } finally {
    asking = false;
  }
}

if (inbox && bell) {
  bell.hidden = false;
  draw();
  bell.addEventListener("click", async () => {
    localStorage.setItem(CALLS, isOn() ? "off" : "on");
    draw();
    if (!isOn()) return;
    ring();
    if (Notification.permission === "default") await Notification.requestPermission();
  });
  look();
  setInterval(look, EVERY_MS);
}
