// What the pages of conversations share: they ask what changed, and draw parts of the same page again when something did.
// Without scripts a reload does the same.

const EVERY_MS = 3000;
// Parts that are new and could not be drawn, because somebody is busy in them: what will stand there.
const held = new Map();

// Tells `onNews` every answer of `/changes`. about: what else is asked there, such as one conversation alone.
export function follow(about, onNews) {
  let since = "";
  let asking = false;

  async function look() {
    if (asking) return;
    asking = true;
    try {
      const asked = new URLSearchParams({ ...about, since });
      const answer = await fetch(`/api/v1/admin/changes?${asked}`, { redirect: "error" });
      // Signed out, or the server is restarting: the next look may be luckier, and a reload says what is the matter.
      if (!answer.ok) return;
      const news = await answer.json();
      await onNews(news);
      since = news.since;
    } catch (error) {
      console.info("no news", error.name);
    } finally {
      asking = false;
    }
  }

  look();
  setInterval(look, EVERY_MS);
}

// parts: by id. isBusy: whether a part must not be drawn just now; it is as soon as `put` finds it is not.
export async function drawAgain(parts, isBusy) {
  // Said to be the same look at the page, so that the access log holds one.
  const answer = await fetch(location.href, { redirect: "error", headers: { "X-Drawn-Again": "yes" } });
  if (!answer.ok) throw new Error(answer.statusText);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of parts) {
    const now = fresh.getElementById(id);
    if (now) held.set(id, now.innerHTML);
  }
  put(isBusy);
}

// Whether anything was drawn.
export function put(isBusy) {
  let isDrawn = false;
  for (const [id, html] of held) {
    const part = document.getElementById(id);
    if (!part || isBusy(part)) continue;
    held.delete(id);
    if (part.innerHTML === html) continue;
    const place = part.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    part.innerHTML = html;
    isDrawn = true;
    if (place) part.querySelector(`a[href="${CSS.escape(place)}"]`)?.focus();
  }
  return isDrawn;
}
