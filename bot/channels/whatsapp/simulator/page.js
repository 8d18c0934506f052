// A developer's WhatsApp: asks the simulator what the phone shows, and writes as its owner. Text is never HTML.
const list = document.getElementById("messages");
const state = document.getElementById("state");
const phone = document.getElementById("phone");
const text = document.getElementById("text");
const number = document.getElementById("number");
const resting = state.textContent;
const TICKS = { accepted: "🕓", sent: "✓", delivered: "✓✓", read: "✓✓ read", failed: "⚠ failed" };
let shown = "";

const { numbers } = await (await fetch("/simulator/guests")).json();
number.append(...Object.entries(numbers).map(([id, display]) => new Option(`+${display}`, id)));
number.addEventListener("change", () => {
  shown = "";
});

phone.value = localStorage.getItem("phone") || "34600" + Math.floor(100000 + Math.random() * 900000);
phone.addEventListener("change", () => {
  phone.value = phone.value.replace(/\D/g, "") || "34600123456";
  shown = "";
});

function element(name, className, words) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (words) made.textContent = words;
  return made;
}

// *bold*, _italic_, ~strike~ and links, as the app shows them.
function formatted(words) {
  const whole = document.createDocumentFragment();
  const pattern = /(https?:\/\/[^\s]+)|\*([^*\n]+)\*|_([^_\n]+)_|~([^~\n]+)~/g;
  let from = 0;
  for (const found of words.matchAll(pattern)) {
    whole.append(words.slice(from, found.index));
    from = found.index + found[0].length;
    if (found[1]) {
      const link = element("a", "", found[1]);
      link.href = found[1];
      link.rel = "noreferrer";
      link.target = "_blank";
      whole.append(link);
    } else {
      whole.append(element(found[2] ? "strong" : found[3] ? "em" : "s", "", found[2] || found[3] || found[4]));
    }
  }
  whole.append(words.slice(from));
  return whole;
}

function bubble(message) {
  const item = element("li", message.from);
  if (message.template) item.append(element("div", "badge", `template ${message.template.name}`));
  if (message.header) item.append(element("div", "header", message.header));
  const words = element("div");
  words.append(formatted(message.text));
  item.append(words);
  if (message.link) {
    const link = element("a", "", message.label);
    link.href = message.link;
    link.target = "_blank";
    link.rel = "noreferrer";
    item.append(link);
  }
  if (message.footer) item.append(element("div", "footer", message.footer));
  const at = new Date(message.at * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const mark = message.from === "hotel" ? TICKS[message.status] : message.read ? "✓✓ read" : "✓";
  item.append(element("time", "", `${at} ${mark}`));
  if (message.choices) {
    const choices = element("div", "choices");
    if (message.label) choices.append(element("p", "", message.label));
    for (const choice of message.choices) {
      const button = element("button", "", choice.title);
      if (choice.description) button.append(element("small", "", choice.description));
      button.addEventListener("click", () => send({ press: choice.id }));
      choices.append(button);
    }
    item.append(choices);
  }
  return item;
}

async function send(wish) {
  await fetch(`/simulator/guests/${phone.value}/messages`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ name: "Developer", number: number.value, ...wish }),
  });
  await look(0);
}

function draw(screen) {
  const messages = screen.messages.filter((one) => one.number === number.value);
  const now = JSON.stringify([messages, phone.value]);
  state.textContent = screen.is_typing ? "typing…" : resting;
  if (now === shown) return;
  shown = now;
  list.replaceChildren(...messages.map(bubble));
  list.scrollTop = list.scrollHeight;
}

async function look(wait) {
  const asked = phone.value;
  const last = wait && shown ? JSON.parse(shown)[0].at(-1)?.seq || 0 : 0;
  if (wait) await fetch(`/simulator/guests/${asked}?after=${last}&wait=${wait}`);
  const screen = await (await fetch(`/simulator/guests/${asked}`)).json();
  if (asked === phone.value) draw(screen);
}

document.getElementById("write").addEventListener("submit", (event) => {
  event.preventDefault();
  if (!text.value.trim()) return;
  send({ text: text.value });
  text.value = "";
});

const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));
for (;;) {
  localStorage.setItem("phone", phone.value);
  try {
    await look(2);
  } catch {
    state.textContent = "The simulator does not answer";
    await pause(2);
  }
}
