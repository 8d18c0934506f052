// The guest's reservations beside the conversation, read from the hotel's own system when somebody opens them. Without
// this script the link above leads to the same.
"use strict";

const stays = document.getElementById("stays-beside");

async function read() {
  const place = stays.querySelector("[role=status]");
  try {
    const answer = await fetch(stays.dataset.from, { redirect: "error" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    place.replaceWith(page.getElementById("stays"));
  } catch {
    place.textContent = stays.dataset.failed;
  }
}

if (stays) {
  stays.hidden = false;
  stays.addEventListener("toggle", read, { once: true });
}
