// <posada-chat>: a hotel's front desk in a chat, as one web component without dependencies.
//
//   <script type="module" src="https://desk.hotel.example/widget.js"></script>
//   <posada-chat data-property="mirador"></posada-chat>
//
// Attributes: data-property (which hotel), data-language (else the page's or the browser's), mode="inline" (fills its
// place; else a button in the corner opens it), open (starts opened). Colours and sizes: the --posada-… variables below.
// The CSP a page needs: script-src and connect-src with the desk's origin (and wss: of it).
//
// Text is never HTML. Nothing is lost: what the guest sends stays in localStorage until the desk has acknowledged it,
// and goes again under the same id, which the desk knows.

const BASE = new URL(import.meta.url).origin;

const WORDS = {
  en: { title: "Reception", open: "Chat with reception", close: "Close chat", write: "Your message", hint: "Rooms, dates, prices…", send: "Send", you: "You", desk: "Reception", typing: "Reception is typing…", sending: "Sending…", unsent: "Not sent yet, waiting for a connection", slow: "One moment, sending shortly…", offline: "No connection. Your messages will be sent as soon as it is back.", fresh: "New conversation", calendar: "Add to calendar", choices: "Answers to choose from", empty: "Write to us in your language: we answer at once.", refused: "This could not be sent." },
  es: { title: "Recepción", open: "Hablar con recepción", close: "Cerrar el chat", write: "Su mensaje", hint: "Habitaciones, fechas…", send: "Enviar", you: "Usted", desk: "Recepción", typing: "Recepción está escribiendo…", sending: "Enviando…", unsent: "Sin enviar, esperando conexión", slow: "Un momento, se enviará enseguida…", offline: "Sin conexión. Sus mensajes se enviarán en cuanto vuelva.", fresh: "Nueva conversación", calendar: "Añadir al calendario", choices: "Respuestas para elegir", empty: "Escríbanos en su idioma: respondemos al momento.", refused: "No se ha podido enviar." },
  pt: { title: "Receção", open: "Falar com a receção", close: "Fechar o chat", write: "A sua mensagem", hint: "Quartos, datas, preços…", send: "Enviar", you: "Você", desk: "Receção", typing: "A receção está a escrever…", sending: "A enviar…", unsent: "Ainda não enviada, à espera de ligação", slow: "Um momento, será enviada em breve…", offline: "Sem ligação. As suas mensagens serão enviadas assim que voltar.", fresh: "Nova conversa", calendar: "Adicionar ao calendário", choices: "Respostas à escolha", empty: "Escreva-nos no seu idioma: respondemos de imediato.", refused: "Não foi possível enviar." },
  fr: { title: "Réception", open: "Écrire à la réception", close: "Fermer la discussion", write: "Votre message", hint: "Chambres, dates, prix…", send: "Envoyer", you: "Vous", desk: "Réception", typing: "La réception écrit…", sending: "Envoi…", unsent: "Pas encore envoyé, en attente de connexion", slow: "Un instant, envoi imminent…", offline: "Pas de connexion. Vos messages partiront dès son retour.", fresh: "Nouvelle conversation", calendar: "Ajouter au calendrier", choices: "Réponses au choix", empty: "Écrivez-nous dans votre langue : nous répondons aussitôt.", refused: "Ce message n’a pas pu être envoyé." },
  de: { title: "Rezeption", open: "Mit der Rezeption chatten", close: "Chat schließen", write: "Ihre Nachricht", hint: "Zimmer, Termine, Preise…", send: "Senden", you: "Sie", desk: "Rezeption", typing: "Die Rezeption schreibt…", sending: "Wird gesendet…", unsent: "Noch nicht gesendet, wartet auf Verbindung", slow: "Einen Moment, wird gleich gesendet…", offline: "Keine Verbindung. Ihre Nachrichten werden gesendet, sobald sie wieder da ist.", fresh: "Neues Gespräch", calendar: "In den Kalender", choices: "Antworten zur Auswahl", empty: "Schreiben Sie uns in Ihrer Sprache: Wir antworten sofort.", refused: "Das konnte nicht gesendet werden." },
  it: { title: "Reception", open: "Scrivi alla reception", close: "Chiudi la chat", write: "Il Suo messaggio", hint: "Camere, date, prezzi…", send: "Invia", you: "Lei", desk: "Reception", typing: "La reception sta scrivendo…", sending: "Invio…", unsent: "Non ancora inviato, in attesa di connessione", slow: "Un momento, invio a breve…", offline: "Nessuna connessione. I messaggi partiranno appena torna.", fresh: "Nuova conversazione", calendar: "Aggiungi al calendario", choices: "Risposte tra cui scegliere", empty: "Ci scriva nella Sua lingua: rispondiamo subito.", refused: "Non è stato possibile inviare." },
};

const STYLE = `
:host { --accent: var(--posada-accent, #0b5563); --on-accent: var(--posada-on-accent, #fff); --paper: var(--posada-paper, #fff);
  --ink: var(--posada-ink, #1d2b2f); --quiet: var(--posada-quiet, #56666b); --desk: var(--posada-desk, #f1ece3);
  --line: var(--posada-line, #ddd5c7); --radius: var(--posada-radius, 16px); --z: var(--posada-z-index, 1000);
  font: var(--posada-font, 400 1rem/1.45 system-ui, "Segoe UI", Roboto, sans-serif); color: var(--ink); display: block; }
:host([mode="inline"]) { height: 100%; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
button, textarea { font: inherit; color: inherit; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.hush { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.launch { position: fixed; inset-block-end: 1.25rem; inset-inline-end: 1.25rem; z-index: var(--z); display: flex; gap: .6rem; align-items: center;
  min-height: 3.25rem; padding: .6rem 1.2rem; border: 0; border-radius: 99px; background: var(--accent); color: var(--on-accent);
  box-shadow: 0 6px 24px #0004; cursor: pointer; }
.panel { display: flex; flex-direction: column; background: var(--paper); overflow: hidden; border: 1px solid var(--line); border-radius: var(--radius); height: 100%; min-height: 0; }
.floating { position: fixed; inset-block-end: 1.25rem; inset-inline-end: 1.25rem; z-index: var(--z); width: min(25rem, calc(100vw - 2.5rem));
  height: min(40rem, calc(100dvh - 2.5rem)); box-shadow: 0 12px 48px #0005; }
header { display: flex; align-items: center; gap: .6rem; padding: .75rem .75rem .75rem 1.1rem; background: var(--accent); color: var(--on-accent); }
header :focus-visible { outline-color: var(--on-accent); }
h2 { font-size: 1.05rem; margin: 0; flex: 1; line-height: 1.2; }
h2 small { display: block; font-weight: 400; font-size: .8rem; opacity: .9; }
.icon { display: grid; place-items: center; width: 2.75rem; height: 2.75rem; border: 0; border-radius: 50%; background: none; color: inherit; cursor: pointer; }
.icon:hover { background: #fff2; }
.icon svg, .launch svg, .send svg { width: 1.3rem; height: 1.3rem; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; flex: none; }
.scroll { flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; padding: 1rem; display: flex; flex-direction: column; }
.empty { margin: auto; color: var(--quiet); text-align: center; max-width: 18rem; }
ol { list-style: none; margin: 0; padding: 0; display: flex; flex-direction: column; gap: .55rem; }
li { display: flex; flex-direction: column; align-items: flex-start; max-width: 88%; animation: come .18s ease-out; }
li.guest { align-self: flex-end; align-items: flex-end; }
.text { margin: 0; padding: .6rem .9rem; border-radius: var(--radius); background: var(--desk); white-space: pre-wrap; overflow-wrap: anywhere; border-end-start-radius: 4px; }
.guest .text { background: var(--accent); color: var(--on-accent); border-end-start-radius: var(--radius); border-end-end-radius: 4px; }
.text a { color: inherit; }
.note { font-size: .8rem; color: var(--quiet); margin: .2rem .4rem 0; }
.options { display: flex; flex-wrap: wrap; gap: .45rem; margin-top: .5rem; }
.options button, .options a { min-height: 2.75rem; padding: .45rem 1rem; border: 1.5px solid var(--accent); border-radius: 99px; background: var(--paper); color: var(--accent);
  cursor: pointer; text-decoration: none; display: inline-flex; align-items: center; gap: .4rem; text-align: start; }
.options button:hover:not(:disabled), .options a:hover { background: var(--accent); color: var(--on-accent); }
.options button:disabled { border-color: var(--line); color: var(--quiet); cursor: default; }
.options button[aria-pressed="true"] { background: var(--desk); color: var(--ink); border-color: var(--accent); }
.typing { display: flex; gap: .3rem; padding: .85rem .9rem; margin-top: .55rem; width: fit-content; background: var(--desk); border-radius: var(--radius); border-end-start-radius: 4px; }
.typing i { width: .5rem; height: .5rem; border-radius: 50%; background: var(--quiet); animation: beat 1.2s infinite ease-in-out; }
.typing i:nth-child(2) { animation-delay: .15s; } .typing i:nth-child(3) { animation-delay: .3s; }
.offline { margin: 0; padding: .5rem 1rem; background: #fff4d6; color: #5c4300; font-size: .875rem; }
form { display: flex; gap: .5rem; align-items: flex-end; padding: .7rem; border-top: 1px solid var(--line); }
textarea { flex: 1; resize: none; min-height: 2.75rem; max-height: 8rem; padding: .6rem .9rem; border: 1.5px solid var(--line); border-radius: 1.4rem; background: var(--paper); field-sizing: content; }
textarea:focus-visible { outline-offset: -1px; border-color: transparent; }
textarea::placeholder { color: var(--quiet); opacity: 1; }
.send { display: grid; place-items: center; width: 2.75rem; height: 2.75rem; flex: none; border: 0; border-radius: 50%; background: var(--accent); color: var(--on-accent); cursor: pointer; }
:dir(rtl) .send svg { transform: scaleX(-1); }
@keyframes come { from { opacity: 0; transform: translateY(6px); } }
@keyframes beat { 0%, 60%, 100% { opacity: .3; } 30% { opacity: 1; } }
@media (prefers-reduced-motion: reduce) { * { animation: none !important; } .typing i { opacity: .7; } }
@media (max-width: 30rem) { .floating { inset: 0; width: auto; height: auto; border: 0; border-radius: 0; } }
@media (forced-colors: active) { .text, .options button { border: 1px solid; } }
`;

const PATHS = {
  talk: "M21 12a8 8 0 0 1-8 8H4l2-3.5A8 8 0 1 1 21 12Z",
  close: "M6 6l12 12M18 6 6 18",
  fresh: "M4 12a8 8 0 1 0 2.5-5.8M4 4v4.5h4.5",
  send: "M4 12 20 4l-5 16-3.5-6.5L4 12Zm7.5 1.5L20 4",
};

const make = (tag, properties = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
};

const icon = (name) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
};

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, "0")).join("");

// Plain text with its web addresses as links. Only http and https ever become one.
const linked = (text) => {
  const parts = text.split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]])/);
  return parts.map((part, at) => (at % 2 ? make("a", { href: part, textContent: part, target: "_blank", rel: "noopener noreferrer" }) : part));
};

class PosadaChat extends HTMLElement {
  #root = this.attachShadow({ mode: "open" });
  #words; #token; #socket; #isOnline = true; #retry = 0; #isSending = false; #wakeUp; #outbox = []; #known = new Map(); #started = false; #closed = false;
  #heading; #isFresh = false; #launch; #panel; #log; #list; #empty; #typing; #offline; #input;

  connectedCallback() {
    this.#closed = false;
    if (!this.#log) this.#build();
    if (this.#isInline || this.hasAttribute("open")) this.#show(false);
    addEventListener("online", this.#online);
    addEventListener("storage", this.#otherTab);
  }

  disconnectedCallback() {
    this.#closed = true;
    this.#socket?.close();
    removeEventListener("online", this.#online);
    removeEventListener("storage", this.#otherTab);
  }

  get #isInline() { return this.getAttribute("mode") === "inline"; }
  get #language() { return this.dataset.language || navigator.language || "en"; }
  get #storageKey() { return `posada:${BASE}:${this.dataset.property || ""}`; }
  #online = () => { this.#retry = 0; this.#wakeUp?.(); };
  // Another tab began a new conversation: go along.
  #otherTab = (event) => {
    if (event.key === this.#storageKey && event.newValue && event.newValue !== this.#token) { this.#clear(); this.#token = event.newValue; this.#socket?.close(); }
  };

  // --- what is on the screen ---

  #build() {
    const w = (this.#words = WORDS[this.#language.slice(0, 2).toLowerCase()] || WORDS.en);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.#root.adoptedStyleSheets = [sheet];
    this.#launch = make("button", { className: "launch", type: "button", onclick: () => this.#show(true) }, icon("talk"), w.open);
    this.#launch.setAttribute("aria-expanded", "false");
    this.#empty = make("p", { className: "empty", textContent: w.empty });
    this.#list = make("ol");
    this.#typing = make("div", { className: "typing", hidden: true }, make("i"), make("i"), make("i"), make("span", { className: "hush", textContent: w.typing }));
    this.#log = make("div", { className: "scroll", tabIndex: 0 }, this.#empty, this.#list, this.#typing);
    this.#log.setAttribute("role", "log");
    this.#log.setAttribute("aria-label", w.title);
    this.#log.setAttribute("aria-live", "off");
    this.#offline = make("p", { className: "offline", hidden: true });
    this.#offline.setAttribute("role", "status");
    this.#input = make("textarea", { id: "message", rows: 1, maxLength: 10000, placeholder: w.hint, enterKeyHint: "send", autocomplete: "off", dir: "auto" });
    this.#input.onkeydown = (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.#submit(); }
    };
    const form = make("form", { onsubmit: (event) => { event.preventDefault(); this.#submit(); } },
      make("label", { className: "hush", htmlFor: "message", textContent: w.write }), this.#input,
      make("button", { className: "send", type: "submit", title: w.send }, icon("send"), make("span", { className: "hush", textContent: w.send })));
    const button = (name, act, label) => make("button", { className: "icon", type: "button", title: label, onclick: act }, icon(name), make("span", { className: "hush", textContent: label }));
    this.#heading = make("small");
    const head = make("header", {}, make("h2", { id: "title" }, w.title, this.#heading), button("fresh", () => this.#fresh(), w.fresh));
    if (!this.#isInline) head.append(button("close", () => this.#hide(), w.close));
    this.#panel = make("section", { className: this.#isInline ? "panel" : "panel floating", hidden: true, id: "panel", lang: Object.keys(WORDS).find((code) => WORDS[code] === w) }, head, this.#log, this.#offline, form);
    this.#panel.setAttribute("aria-labelledby", "title");
    this.#launch.setAttribute("aria-controls", "panel");
    this.#panel.onkeydown = (event) => { if (event.key === "Escape" && !this.#isInline) this.#hide(); };
    this.#root.append(this.#launch, this.#panel);
    if (this.#isInline) this.#launch.hidden = true;
  }

  #show(withFocus) {
    this.#panel.hidden = false;
    this.#launch.hidden = true;
    this.#launch.setAttribute("aria-expanded", "true");
    if (withFocus) this.#input.focus();
    if (!this.#started) { this.#started = true; this.#run(); }
    this.#toEnd();
  }

  #hide() {
    this.#panel.hidden = true;
    this.#launch.hidden = false;
    this.#launch.setAttribute("aria-expanded", "false");
    this.#launch.focus();
  }

  #toEnd() { this.#log.scrollTop = this.#log.scrollHeight; }

  #clear() { this.#known.clear(); this.#list.replaceChildren(); this.#typing.hidden = true; this.#empty.hidden = false; }

  // Shows a message, or mends the one that is there: an id is shown once.
  #put(message) {
    const before = this.#known.get(message.id);
    if (before) {
      before.note?.remove();
      before.note = undefined;
      if (message.note) before.row.append((before.note = make("span", { className: "note", textContent: message.note })));
      else if (message.from === "guest" && message.text !== undefined) before.text.replaceChildren(...linked(message.text));
      return;
    }
    const w = this.#words;
    const row = make("li", { className: message.from });
    const text = make("p", { className: "text", dir: "auto" }, ...linked(message.text));
    if (message.language) text.lang = message.language;
    row.append(make("span", { className: "hush", textContent: `${message.from === "guest" ? w.you : w.desk}: ` }), text);
    if (message.from === "bot") this.#retireOptions();
    const options = make("div", { className: "options" });
    options.setAttribute("role", "group");
    options.setAttribute("aria-label", w.choices);
    for (const button of message.buttons || []) {
      options.append(make("button", { type: "button", textContent: button.title, dir: "auto", onclick: (event) => this.#press(event.currentTarget, button) }));
    }
    for (const file of message.attachments || []) {
      if (/^https?:\/\//.test(file.url)) options.append(make("a", { href: file.url, textContent: w.calendar, download: "stay.ics", title: file.title }));
    }
    if (options.childElementCount) row.append(options);
    const entry = { row, text };
    if (message.note) row.append((entry.note = make("span", { className: "note", textContent: message.note })));
    this.#known.set(message.id, entry);
    this.#empty.hidden = true;
    this.#list.append(row);
    this.#toEnd();
  }

  // Only the latest question can still be answered by a button.
  #retireOptions() { for (const button of this.#list.querySelectorAll(".options button")) button.disabled = true; }

  // --- what the guest does ---

  #submit() {
    const text = this.#input.value.trim();
    if (!text) return;
    this.#input.value = "";
    this.#queue({ text });
  }

  #press(node, button) {
    this.#retireOptions();
    node.setAttribute("aria-pressed", "true");
    this.#input.focus();
    this.#queue({ payload: button.payload, title: button.title });
  }

  #queue(message) {
    const item = { message_id: newId(), ...message };
    this.#outbox.push(item);
    this.#save();
    this.#put({ id: item.message_id, from: "guest", text: item.text ?? item.title, note: this.#words.sending });
    this.#flush();
  }

  #fresh() {
    localStorage.removeItem(this.#storageKey);
    this.#token = undefined;
    this.#isFresh = true;
    this.#outbox = [];
    this.#save();
    this.#clear();
    this.#input.focus();
    this.#socket?.close();
    this.#wakeUp?.();
  }

  // --- the line to the desk ---

  #save() {
    if (this.#outbox.length) localStorage.setItem(`${this.#storageKey}:outbox`, JSON.stringify(this.#outbox));
    else localStorage.removeItem(`${this.#storageKey}:outbox`);
  }

  async #call(path, body) {
    const headers = { "Content-Type": "application/json", ...(this.#token && { Authorization: `Bearer ${this.#token}` }) };
    return fetch(`${BASE}/webchat/${path}`, body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers });
  }

  async #run() {
    try { this.#outbox = JSON.parse(localStorage.getItem(`${this.#storageKey}:outbox`)) || []; } catch { this.#outbox = []; }
    while (!this.#closed) {
      try {
        await this.#session();
        await this.#listen();
        this.#retry = 0;
      } catch { this.#setOnline(false); }
      if (this.#closed) break;
      if (this.#isFresh) { this.#isFresh = false; continue; }
      const wait = Math.min(15000, 400 * 2 ** this.#retry++) * (0.7 + Math.random() * 0.6);
      await Promise.race([pause(wait), new Promise((resolve) => (this.#wakeUp = resolve))]);
    }
    this.#started = false;
  }

  async #session() {
    const token = localStorage.getItem(this.#storageKey);
    const answer = await this.#call("session", { token, language: this.#language, property: this.dataset.property });
    if (!answer.ok) throw new Error(String(answer.status));
    const session = await answer.json();
    if (session.is_new) this.#clear();
    this.#token = session.token;
    this.#heading.textContent = session.hotel;
    localStorage.setItem(this.#storageKey, session.token);
  }

  // Resolves when the socket is gone. The history is read after the socket stands, so that nothing falls between.
  #listen() {
    return new Promise((resolve) => {
      const socket = (this.#socket = new WebSocket(`${BASE.replace(/^http/, "ws")}/webchat/socket`));
      socket.onopen = () => socket.send(JSON.stringify({ token: this.#token }));
      socket.onmessage = (event) => this.#told(JSON.parse(event.data)).catch(() => socket.close());
      socket.onclose = () => { this.#setOnline(this.#closed || this.#isFresh); resolve(); };
    });
  }

  async #told(event) {
    if (event.type === "ready" || event.type === "missed") await this.#catchUp();
    else if (event.type === "typing") { this.#typing.hidden = false; this.#toEnd(); }
    else if (event.type === "messages") {
      if (event.messages.some((message) => message.from === "bot")) this.#typing.hidden = true;
      event.messages.forEach((message) => this.#put(message));
    }
  }

  async #catchUp() {
    const answer = await this.#call("history");
    if (!answer.ok) throw new Error(String(answer.status));
    const history = await answer.json();
    history.messages.forEach((message) => this.#put(message));
    for (const item of this.#outbox) this.#put({ id: item.message_id, from: "guest", text: item.text ?? item.title, note: this.#words.sending });
    if (history.messages.at(-1)?.from === "guest") this.#retireOptions();
    this.#typing.hidden = !history.typing;
    this.#setOnline(true);
    this.#retry = 0;
    this.#toEnd();
    // What is old is not read aloud; what comes from here on is.
    setTimeout(() => this.#log.setAttribute("aria-live", "polite"), 300);
    this.#flush();
  }

  #setOnline(isOnline) {
    this.#isOnline = isOnline;
    this.#offline.hidden = isOnline;
    this.#offline.textContent = isOnline ? "" : this.#words.offline;
  }

  // Sends what waits, one after the other, until each is acknowledged; under its one id, so that twice is once.
  async #flush() {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      while (this.#outbox.length && this.#token) {
        const item = this.#outbox[0];
        const { title, ...wire } = item;
        let answer;
        try { answer = await this.#call("messages", wire); } catch {
          this.#note(item, this.#words.unsent);
          this.#socket?.close();
          return;
        }
        if (answer.status === 429 || answer.status >= 500) {
          this.#note(item, this.#words.slow);
          await pause(Math.min(30, Number(answer.headers.get("Retry-After")) || 2) * 1000);
          continue;
        }
        if (answer.status === 401) return;
        if (this.#outbox[0] === item) this.#outbox.shift();
        this.#save();
        const said = await answer.json().catch(() => ({}));
        if (answer.ok) this.#put({ id: item.message_id, from: "guest", text: said.text });
        else this.#note(item, said.say || this.#words.refused);
      }
    } finally { this.#isSending = false; }
  }

  #note(item, note) { this.#put({ id: item.message_id, from: "guest", text: item.text ?? item.title, note }); }
}

if (!customElements.get("posada-chat")) customElements.define("posada-chat", PosadaChat);
