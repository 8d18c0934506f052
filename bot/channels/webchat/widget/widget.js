// <posada-chat>: a hotel's front desk in a chat, as one web component without dependencies.
//
//   <script type="module" src="https://desk.hotel.example/widget.js"></script>
//   <posada-chat data-property="mirador"></posada-chat>
//
// Attributes, colours, and what the page's Content-Security-Policy must allow: docs/guides/webchat.md.
//
// Text is never HTML. Nothing is lost: what the guest sends stays in localStorage until the desk has acknowledged it,
// and goes again under the same id, which the desk knows.

const BASE = new URL(import.meta.url).origin;

// Each word in the languages of LANGUAGES, in their order.
const LANGUAGES = ["en", "es", "pt", "fr", "de", "it"];
const WORDS = {
  title: ["Reception", "Recepción", "Receção", "Réception", "Rezeption", "Reception"],
  open: ["Chat with reception", "Hablar con recepción", "Falar com a receção", "Écrire à la réception", "Mit der Rezeption chatten", "Scrivi alla reception"],
  close: ["Close chat", "Cerrar el chat", "Fechar o chat", "Fermer la discussion", "Chat schließen", "Chiudi la chat"],
  write: ["Your message", "Su mensaje", "A sua mensagem", "Votre message", "Ihre Nachricht", "Il Suo messaggio"],
  send: ["Send", "Enviar", "Enviar", "Envoyer", "Senden", "Invia"],
  you: ["You", "Usted", "Você", "Vous", "Sie", "Lei"],
  typing: ["Reception is typing…", "Recepción está escribiendo…", "A receção está a escrever…", "La réception écrit…", "Die Rezeption schreibt…", "La reception sta scrivendo…"],
  sending: ["Sending…", "Enviando…", "A enviar…", "Envoi…", "Wird gesendet…", "Invio…"],
  unsent: ["Not sent yet", "Sin enviar todavía", "Ainda não enviada", "Pas encore envoyé", "Noch nicht gesendet", "Non ancora inviato"],
  offline: ["No connection. What you write will be sent later.", "Sin conexión. Lo que escriba se enviará después.", "Sem ligação. O que escrever será enviado depois.", "Pas de connexion. Ce que vous écrivez partira plus tard.", "Keine Verbindung. Was Sie schreiben, wird später gesendet.", "Nessuna connessione. Ciò che scrive partirà dopo."],
  fresh: ["New conversation", "Nueva conversación", "Nova conversa", "Nouvelle conversation", "Neues Gespräch", "Nuova conversazione"],
  calendar: ["Add to calendar", "Añadir al calendario", "Adicionar ao calendário", "Ajouter au calendrier", "In den Kalender", "Aggiungi al calendario"],
  choices: ["Answers", "Respuestas", "Respostas", "Réponses", "Antworten", "Risposte"],
  empty: ["Write to us in your language.", "Escríbanos en su idioma.", "Escreva-nos no seu idioma.", "Écrivez-nous dans votre langue.", "Schreiben Sie uns in Ihrer Sprache.", "Ci scriva nella Sua lingua."],
  more: ["More", "Más", "Mais", "Plus", "Mehr", "Altro"],
  print: ["Print the conversation", "Imprimir la conversación", "Imprimir a conversa", "Imprimer la conversation", "Gespräch drucken", "Stampa la conversazione"],
  mail: ["Send it by e-mail", "Enviarla por correo", "Enviar por e-mail", "L’envoyer par e-mail", "Per E-Mail senden", "Invia per e-mail"],
  erase: ["Delete the conversation", "Borrar la conversación", "Apagar a conversa", "Supprimer la conversation", "Gespräch löschen", "Elimina la conversazione"],
  contact: ["Leave your contact", "Dejar sus datos", "Deixar o seu contacto", "Laisser vos coordonnées", "Kontakt hinterlassen", "Lascia un contatto"],
  name: ["Your name", "Su nombre", "O seu nome", "Votre nom", "Ihr Name", "Il Suo nome"],
  reach: ["E-mail or telephone", "Correo o teléfono", "E-mail ou telefone", "E-mail ou téléphone", "E-Mail oder Telefon", "E-mail o telefono"],
  to: ["E-mail address", "Correo electrónico", "Endereço de e-mail", "Adresse e-mail", "E-Mail-Adresse", "Indirizzo e-mail"],
  cancel: ["Cancel", "Cancelar", "Cancelar", "Annuler", "Abbrechen", "Annulla"],
  sure: ["Delete this conversation for good? What you have booked stays booked.", "¿Borrar esta conversación para siempre? Sus reservas se mantienen.", "Apagar esta conversa para sempre? As suas reservas mantêm-se.", "Supprimer définitivement cette conversation ? Vos réservations restent.", "Dieses Gespräch endgültig löschen? Ihre Buchungen bleiben bestehen.", "Eliminare per sempre questa conversazione? Le prenotazioni restano."],
  kept: ["Thank you, noted.", "Gracias, anotado.", "Obrigado, anotado.", "Merci, c’est noté.", "Danke, notiert.", "Grazie, annotato."],
  mailed: ["Sent.", "Enviado.", "Enviado.", "Envoyé.", "Gesendet.", "Inviato."],
  erased: ["Deleted.", "Borrada.", "Apagada.", "Supprimée.", "Gelöscht.", "Eliminata."],
  failed: ["That did not work. Please try again.", "No ha funcionado. Inténtelo de nuevo.", "Não funcionou. Tente de novo.", "Cela n’a pas marché. Réessayez.", "Das hat nicht geklappt. Bitte noch einmal.", "Non ha funzionato. Riprovi."],
  human: ["A person is answering now.", "Ahora le responde una persona.", "Agora responde uma pessoa.", "Une personne vous répond.", "Jetzt antwortet ein Mensch.", "Ora risponde una persona."],
  waiting: ["A person has been called.", "Se ha avisado a una persona.", "Foi chamada uma pessoa.", "Une personne a été appelée.", "Ein Mensch wurde gerufen.", "È stata chiamata una persona."],
  person: ["A person at reception", "Una persona de recepción", "Uma pessoa da receção", "Une personne à la réception", "Ein Mensch an der Rezeption", "Una persona della reception"],
  from: ["Check-in", "Entrada", "Entrada", "Arrivée", "Anreise", "Arrivo"],
  until: ["Check-out", "Salida", "Saída", "Départ", "Abreise", "Partenza"],
};

const STYLE = `
:host { --accent: var(--posada-accent, #0b5563); --on-accent: var(--posada-on-accent, #fff); --paper: var(--posada-paper, #fff);
  --ink: var(--posada-ink, #1d2b2f); --quiet: var(--posada-quiet, #56666b); --desk: var(--posada-desk, #f1ece3);
  --line: var(--posada-line, #ddd5c7); --radius: var(--posada-radius, 16px); --z: var(--posada-z-index, 1000);
  font: var(--posada-font, 400 1rem/1.45 system-ui, "Segoe UI", Roboto, sans-serif); color: var(--ink); display: block; }
:host([mode="inline"]) { height: 100%; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
button, textarea, input { font: inherit; color: inherit; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.hush { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.launch { position: fixed; inset-block-end: 1.25rem; inset-inline-end: 1.25rem; z-index: var(--z); display: flex; gap: .6rem; align-items: center;
  min-height: 3.25rem; padding: .6rem 1.2rem; border: 0; border-radius: 99px; background: var(--accent); color: var(--on-accent);
  box-shadow: 0 6px 24px #0004; cursor: pointer; }
.panel { display: flex; flex-direction: column; background: var(--paper); overflow: hidden; border: 1px solid var(--line); border-radius: var(--radius); height: 100%; min-height: 0; }
.floating { position: fixed; inset-block-end: 1.25rem; inset-inline-end: 1.25rem; z-index: var(--z); width: min(25rem, calc(100vw - 2.5rem));
  height: min(40rem, calc(100dvh - 2.5rem)); box-shadow: 0 12px 48px #0005; }
header { display: flex; align-items: center; gap: .6rem; padding-block: .75rem; padding-inline: 1.1rem .75rem; position: relative; background: var(--accent); color: var(--on-accent); }
header :focus-visible { outline-color: var(--on-accent); }
h2 { font-size: 1.05rem; margin: 0; flex: 1; line-height: 1.2; }
h2 small { display: block; font-weight: 400; font-size: .8rem; opacity: .9; }
.icon, .send { display: grid; place-items: center; flex: none; width: 2.75rem; height: 2.75rem; border: 0; border-radius: 50%; background: none; cursor: pointer; }
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
.note, .who { margin: .1rem .4rem; font-size: .8rem; color: var(--quiet); }
.staff .text { border: 1.5px solid var(--accent); }
li:has(.card, .dates) { width: 100%; max-width: 100%; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(9rem, 100%), 1fr)); gap: .5rem; width: 100%; margin-top: .5rem; }
.card { display: flex; flex-direction: column; gap: .1rem; padding: 0 0 .6rem; overflow: hidden; text-align: start; background: var(--paper); border: 1.5px solid var(--line); border-radius: var(--radius); cursor: pointer; }
.card:not(:disabled):hover { border-color: var(--accent); }
.card img { width: 100%; aspect-ratio: 3 / 2; object-fit: cover; background: var(--desk); }
.card > :not(img) { margin-inline: .8rem; }
.card > :first-child:not(img) { margin-top: .6rem; }
.card small { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; color: var(--quiet); line-height: 1.35; }
.card .price { font-weight: 600; font-variant-numeric: tabular-nums; }
.dates { display: flex; flex-wrap: wrap; align-items: flex-end; gap: .5rem; margin-top: .5rem; }
label.field { display: flex; flex-direction: column; flex: 1 1 8.5rem; min-width: 0; font-size: .875rem; color: var(--quiet); }
.field input { width: 100%; min-height: 2.75rem; padding: .4rem .7rem; font-size: 1rem; color: var(--ink); background: var(--paper); border: 1.5px solid var(--quiet); border-radius: .7rem; }
.options { display: flex; flex-wrap: wrap; gap: .45rem; margin-top: .5rem; }
.pill { min-height: 2.75rem; padding: .45rem 1rem; border: 1.5px solid var(--accent); border-radius: 99px; background: var(--paper); color: var(--accent);
  cursor: pointer; text-decoration: none; display: inline-flex; align-items: center; gap: .4rem; text-align: start; }
.pill:hover:not(:disabled) { background: var(--accent); color: var(--on-accent); }
:disabled:is(.pill, .card) { border-color: var(--line); color: var(--quiet); cursor: default; }
[aria-pressed="true"]:disabled { background: var(--desk); color: var(--ink); border-color: var(--accent); }
.typing { display: flex; gap: .3rem; padding: .85rem .9rem; margin-top: .55rem; width: fit-content; background: var(--desk); border-radius: var(--radius); border-end-start-radius: 4px; }
.typing i { width: .5rem; height: .5rem; border-radius: 50%; background: var(--quiet); animation: beat 1.2s infinite ease-in-out; }
.typing i:nth-child(2) { animation-delay: .15s; } .typing i:nth-child(3) { animation-delay: .3s; }
.bar { display: flex; flex-wrap: wrap; align-items: center; gap: 0 .75rem; padding-inline: 1rem; background: var(--desk); font-size: .875rem; }
.bar p { margin: .5rem 0; } .bar p:empty { margin: 0; }
.bar button { min-height: 2.75rem; padding: 0; border: 0; background: none; color: var(--accent); text-decoration: underline; cursor: pointer; }
.offline { margin: 0; padding: .5rem 1rem; background: #fff4d6; color: #5c4300; font-size: .875rem; }
.offline:empty { padding: 0; }
.menu { position: absolute; inset-block-start: 100%; inset-inline-end: .75rem; z-index: 1; display: flex; flex-direction: column; padding: .3rem; background: var(--paper); color: var(--ink); border: 1px solid var(--line); border-radius: .8rem; box-shadow: 0 6px 24px #0004; }
.menu button { min-height: 2.75rem; padding: .4rem .9rem; border: 0; border-radius: .5rem; background: none; text-align: start; cursor: pointer; }
.menu button:hover { background: var(--desk); }
.menu :focus-visible { outline-color: var(--accent); outline-offset: -2px; }
.sheet { display: flex; flex-direction: column; gap: .6rem; padding: .9rem 1rem; border-top: 1px solid var(--line); background: var(--paper); overflow-y: auto; }
.sheet p { margin: 0; } .sheet p:empty { display: none; }
.sheet [role="alert"] { color: #a1260d; }
.sheet .options { margin: 0; }
.write { display: flex; gap: .5rem; align-items: flex-end; padding: .7rem; border-top: 1px solid var(--line); }
textarea { flex: 1; resize: none; min-height: 2.75rem; max-height: 8rem; padding: .6rem .9rem; border: 1.5px solid var(--line); border-radius: 1.4rem; background: var(--paper); field-sizing: content; }
textarea:focus-visible { outline-offset: -1px; border-color: transparent; }
textarea::placeholder { color: var(--quiet); opacity: 1; }
.send { background: var(--accent); color: var(--on-accent); }
:dir(rtl) .send svg { transform: scaleX(-1); }
@keyframes come { from { opacity: 0; transform: translateY(6px); } }
@keyframes beat { 0%, 60%, 100% { opacity: .3; } 30% { opacity: 1; } }
@media (prefers-reduced-motion: reduce) { * { animation: none !important; } .typing i { opacity: .7; } }
@media (max-width: 30rem) { .floating { inset: 0; width: auto; height: auto; border: 0; border-radius: 0; } }
@media (forced-colors: active) { .text, .pill, .card { border: 1px solid; } }
`;

const PATHS = {
  talk: "M21 12a8 8 0 0 1-8 8H4l2-3.5A8 8 0 1 1 21 12Z",
  close: "M6 6l12 12M18 6 6 18",
  fresh: "M4 12a8 8 0 1 0 2.5-5.8M4 4v4.5h4.5",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  send: "M4 12 20 4l-5 16-3.5-6.5L4 12Zm7.5 1.5L20 4",
};

const make = (tag, properties = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
};

const button = (className, textContent, onclick) => make("button", { className, type: "button", textContent, onclick });
const group = (className, label, ...children) => make("div", { className, role: "group", ariaLabel: label }, ...children);

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
const retryAfter = (answer) => pause(Math.min(30, Number(answer.headers.get("Retry-After")) || 2) * 1000);

// What the browser keeps for us; where it keeps nothing (storage is blocked), as long as the page stands.
let kept = {};
try { kept = localStorage; } catch { /* As said. */ }

// Plain text with its web addresses as links. Only http and https ever become one.
const linked = (text) => {
  const parts = text.split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]])/);
  return parts.map((part, at) => (at % 2 ? make("a", { href: part, textContent: part, target: "_blank", rel: "noopener noreferrer" }) : part));
};

const nextDay = (day) => new Date(Date.parse(day) + 864e5).toISOString().slice(0, 10);

// Both days whole: "December 2 – 4, 2027" can be misread.
const daysInWords = (from, until, language) => [from, until].map((day) => new Date(day).toLocaleDateString(language, { dateStyle: "long", timeZone: "UTC" })).join(" – ");

class PosadaChat extends HTMLElement {
  #root = this.attachShadow({ mode: "open" });
  #words; #code; #conversation; #token; #socket; #retry = 0; #isSending = false; #wakeUp; #outbox = []; #known = new Map(); #started = false; #closed = false; #left;
  #heading; #isFresh = false; #launch; #panel; #menu; #more; #mail; #sheet; #log; #list; #empty; #typing; #line; #contact; #offline; #input; #state;

  connectedCallback() {
    this.#closed = false;
    if (!this.#log) this.#build();
    if (this.#isInline || this.hasAttribute("open")) this.#show(false);
    const { signal } = (this.#left = new AbortController());
    addEventListener("online", () => { this.#retry = 0; this.#wakeUp?.(); }, { signal });
    addEventListener("offline", () => this.#drop(), { signal });
    // Another tab began a new conversation or deleted this one: go along.
    addEventListener("storage", (event) => {
      if (event.key === this.#storageKey && event.newValue?.split(" ")[0] !== this.#conversation) this.#leave();
    }, { signal });
  }

  disconnectedCallback() {
    this.#closed = true;
    this.#left.abort();
    this.#drop();
  }

  get #isInline() { return this.getAttribute("mode") === "inline"; }
  get #language() { return this.dataset.language || navigator.language || "en"; }
  get #storageKey() { return `posada:${BASE}:${this.dataset.property || ""}`; }
  // --- what is on the screen ---

  #build() {
    const at = Math.max(0, LANGUAGES.indexOf(this.#language.slice(0, 2).toLowerCase()));
    this.#code = LANGUAGES[at];
    const w = (this.#words = Object.fromEntries(Object.entries(WORDS).map(([name, words]) => [name, words[at]])));
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.#root.adoptedStyleSheets = [sheet];
    this.#launch = make("button", { className: "launch", type: "button", onclick: () => this.#show(true), ariaExpanded: "false" }, icon("talk"), w.open);
    this.#empty = make("p", { className: "empty", textContent: w.empty });
    this.#list = make("ol");
    this.#typing = make("div", { className: "typing", hidden: true }, make("i"), make("i"), make("i"), make("span", { className: "hush", textContent: w.typing }));
    this.#log = make("div", { className: "scroll", tabIndex: 0, role: "log", ariaLabel: w.title, ariaLive: "off" }, this.#empty, this.#list, this.#typing);
    this.#line = make("p", { role: "status" });
    this.#contact = button("", w.contact, () => this.#leaveContact());
    this.#offline = make("p", { className: "offline", role: "status" });
    this.#sheet = make("form", { className: "sheet", hidden: true });
    this.#input = make("textarea", { id: "message", rows: 1, maxLength: 10000, placeholder: w.write, enterKeyHint: "send", autocomplete: "off", dir: "auto" });
    this.#input.onkeydown = (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.#submit(); }
    };
    const write = make("form", { className: "write", onsubmit: (event) => { event.preventDefault(); this.#submit(); } },
      make("label", { className: "hush", htmlFor: "message", textContent: w.write }), this.#input,
      make("button", { className: "send", title: w.send, ariaLabel: w.send }, icon("send")));
    const tool = (name, act, label) => make("button", { className: "icon", type: "button", title: label, ariaLabel: label, onclick: act }, icon(name));
    const item = (label, act) => button("", label, () => { this.#openMenu(false); act(); });
    this.#mail = item(w.mail, () => this.#mailIt());
    this.#menu = make("div", { id: "menu", className: "menu", hidden: true }, item(w.contact, () => this.#leaveContact()), this.#mail,
      item(w.print, () => this.#print()), item(w.erase, () => this.#erase()));
    this.#more = tool("more", () => this.#openMenu(this.#menu.hidden), w.more);
    this.#more.hidden = true;
    this.#more.ariaExpanded = "false";
    this.#more.setAttribute("aria-controls", "menu");
    this.#menu.onfocusout = (event) => { if (event.relatedTarget && !this.#menu.contains(event.relatedTarget)) this.#openMenu(false); };
    this.#heading = make("small");
    const head = make("header", {}, make("h2", { id: "title" }, w.title, this.#heading), tool("fresh", () => this.#fresh(), w.fresh), this.#more, this.#menu);
    if (!this.#isInline) head.append(tool("close", () => this.#hide(), w.close));
    this.#panel = make("section", { className: this.#isInline ? "panel" : "panel floating", hidden: true, id: "panel", lang: this.#code },
      head, this.#log, make("div", { className: "bar" }, this.#line, this.#contact), this.#offline, this.#sheet, write);
    this.#panel.setAttribute("aria-labelledby", "title");
    this.#launch.setAttribute("aria-controls", "panel");
    // One thing at a time: the menu, the small form, the chat.
    this.#panel.onkeydown = (event) => {
      if (event.key !== "Escape") return;
      if (!this.#menu.hidden) { this.#openMenu(false); this.#more.focus(); }
      else if (!this.#sheet.hidden) this.#closeSheet();
      else if (!this.#isInline) this.#hide();
    };
    this.#root.append(this.#launch, this.#panel);
    if (this.#isInline) this.#launch.hidden = true;
  }

  #show(withFocus) {
    this.#panel.hidden = false;
    this.#launch.hidden = true;
    this.#launch.ariaExpanded = "true";
    if (withFocus) this.#input.focus();
    if (!this.#started) { this.#started = true; this.#run(); }
    this.#toEnd();
  }

  #hide() {
    this.#panel.hidden = true;
    this.#launch.hidden = false;
    this.#launch.ariaExpanded = "false";
    this.#launch.focus();
  }

  #openMenu(isOpen) {
    this.#menu.hidden = !isOpen;
    this.#more.ariaExpanded = String(isOpen);
    if (isOpen) this.#menu.querySelector("button:not([hidden])").focus();
  }

  #toEnd() { this.#log.scrollTop = this.#log.scrollHeight; }

  #clear() {
    this.#known.clear();
    this.#list.replaceChildren();
    this.#typing.hidden = true;
    this.#empty.hidden = false;
    // Of nothing there is nothing to print or delete.
    this.#more.hidden = true;
    this.#setState("bot");
  }

  // Who answers: bot, waiting (a person was called), human.
  #setState(state) {
    if (state === this.#state) return;
    this.#state = state;
    this.#line.textContent = (state !== "bot" && this.#words[state]) || "";
    this.#contact.hidden = state !== "waiting";
  }

  // Shows a message, or mends the one that is there: an id is shown once.
  #put(message) {
    const w = this.#words;
    const before = this.#known.get(message.id);
    if (before) {
      before.note?.remove();
      before.note = undefined;
      if (message.note) before.row.append((before.note = make("span", { className: "note", textContent: message.note })));
      else if (message.from === "guest" && message.text !== undefined) before.text.replaceChildren(...linked(message.text));
      return;
    }
    const isGuest = message.from === "guest";
    const who = isGuest ? w.you : message.from === "staff" ? message.name || w.person : w.title;
    const row = make("li", { className: message.from });
    const text = make("p", { className: "text", dir: "auto" }, ...linked(message.text));
    if (message.language) text.lang = message.language;
    row.append(make("span", { className: message.from === "staff" ? "who" : "hush", textContent: `${who}: ` }), text);
    if (!isGuest) this.#retireOptions();
    const rooms = (message.attachments || []).filter((one) => one.kind === "room");
    if (rooms.length) row.append(group("cards", w.choices, ...rooms.map((room) => this.#card(room))));
    const options = group("options", w.choices);
    for (const choice of message.buttons || []) {
      if (!rooms.some((room) => room.payload === choice.payload)) options.append(this.#choice("pill", choice.title, choice));
    }
    for (const one of message.attachments || []) {
      if (one.kind === "dates") row.append(this.#dates(one, message.language));
      else if (/^https?:\/\//.test(one.url)) options.append(make("a", { className: "pill", href: one.url, textContent: w.calendar, download: "stay.ics", title: one.title }));
    }
    if (options.childElementCount) row.append(options);
    const entry = { row, text, who, at: message.at };
    if (message.note) row.append((entry.note = make("span", { className: "note", textContent: message.note })));
    this.#known.set(message.id, entry);
    this.#empty.hidden = true;
    this.#more.hidden = false;
    this.#list.append(row);
    this.#toEnd();
  }

  #choice(className, title, choice) {
    const node = button(className, title, () => this.#press(node, choice));
    node.dir = "auto";
    return node;
  }

  #card(room) {
    const card = this.#choice("card", "", room);
    if (/^https?:\/\//.test(room.photo)) card.append(make("img", { alt: "", loading: "lazy", referrerPolicy: "no-referrer", onerror: (event) => event.target.remove(), src: room.photo }));
    card.append(make("strong", { textContent: room.title }), make("span", { className: "price", textContent: room.price }), make("small", { textContent: room.text }));
    return card;
  }

  // With a latest day, for else a year may have six digits.
  #dates({ earliest, latest }, language) {
    const w = this.#words;
    const day = (min) => make("input", { type: "date", required: true, min, max: latest });
    const from = day(earliest), until = day(nextDay(earliest));
    from.onchange = () => {
      if (!from.value) return;
      until.min = nextDay(from.value);
      if (until.value && until.value < until.min) until.value = until.min;
    };
    const form = make("form", { className: "dates" }, make("label", { className: "field" }, w.from, from), make("label", { className: "field" }, w.until, until),
      make("button", { className: "pill", textContent: w.send }));
    form.onsubmit = (event) => {
      event.preventDefault();
      this.#retireOptions();
      this.#input.focus();
      this.#queue({ text: daysInWords(from.value, until.value, language || this.#code) });
    };
    return form;
  }

  // Only the latest question can still be answered by a button.
  #retireOptions() { for (const one of this.#list.querySelectorAll("button, input")) one.disabled = true; }

  // --- what the guest does ---

  #submit() {
    const text = this.#input.value.trim();
    if (!text) return;
    this.#input.value = "";
    this.#queue({ text });
  }

  #press(node, { payload, title }) {
    this.#retireOptions();
    node.ariaPressed = "true";
    this.#input.focus();
    this.#queue({ payload, title });
  }

  #queue(message) {
    const item = { message_id: newId(), at: new Date().toISOString(), ...message };
    this.#outbox.push(item);
    this.#note(item, this.#words.sending);
    this.#flush();
    // Last, for a browser that is full refuses it.
    kept[this.#outboxKey + item.message_id] = JSON.stringify(item);
  }

  #fresh() {
    if (kept[this.#storageKey]?.split(" ")[0] === this.#conversation) delete kept[this.#storageKey];
    for (const item of this.#outbox) delete kept[this.#outboxKey + item.message_id];
    this.#outbox = [];
    this.#closeSheet();
    this.#leave();
  }

  // On to the conversation that the browser keeps now, or to a new one.
  #leave() {
    this.#conversation = this.#token = undefined;
    this.#isFresh = true;
    this.#clear();
    this.#drop();
    this.#wakeUp?.();
  }

  // A small form. act: given the values by name, resolves to whether it worked; done: said then.
  #ask(title, fields, label, act, done) {
    const w = this.#words;
    const fault = make("p", { role: "alert" });
    const send = make("button", { className: "pill", textContent: label });
    this.#sheet.replaceChildren(make("p", { textContent: title }),
      ...fields.map(([name, text, type, autocomplete]) => make("label", { className: "field" }, text, make("input", { name, type, autocomplete, required: true, maxLength: 200 }))),
      fault, make("div", { className: "options" }, send, button("pill", w.cancel, () => this.#closeSheet())));
    this.#sheet.ariaLabel = title;
    this.#sheet.onsubmit = async (event) => {
      event.preventDefault();
      const values = Object.fromEntries(fields.map(([name]) => [name, this.#sheet.elements[name].value]));
      send.disabled = true;
      fault.textContent = "";
      const worked = await act(values).catch(() => false);
      send.disabled = false;
      if (!worked) { fault.textContent = w.failed; send.focus(); return; }
      this.#closeSheet();
      this.#line.textContent = done;
    };
    this.#sheet.hidden = false;
    this.#sheet.querySelector("input, button").focus();
  }

  #closeSheet() { this.#sheet.hidden = true; this.#input.focus(); }

  #leaveContact() {
    const w = this.#words;
    this.#ask(w.contact, [["name", w.name, "text", "name"], ["reach", w.reach, "text", "email"]], w.send, async (values) => {
      const { ok } = await this.#call("contact", values);
      if (ok) this.#contact.hidden = true;
      return ok;
    }, w.kept);
  }

  #mailIt() {
    const w = this.#words;
    this.#ask(w.mail, [["to", w.to, "email", "email"]], w.send, async (values) => (await this.#call("transcript-mail", values)).ok, w.mailed);
  }

  #erase() {
    const w = this.#words;
    this.#ask(w.sure, [], w.erase, async () => {
      const conversation = this.#conversation;
      let answer;
      // While the last message is being answered the desk says "later".
      for (let tries = 0; tries < 10 && (answer = await this.#call("conversation", undefined, "DELETE")).status === 409; tries++) await retryAfter(answer);
      if (answer.ok && conversation === this.#conversation) this.#fresh();
      return answer.ok;
    }, w.erased);
  }

  // A clean document of its own: the hotel's page and its styles stay out.
  #print() {
    const frame = make("iframe", { className: "hush", title: this.#words.print, tabIndex: -1 });
    frame.onload = () => {
      frame.onload = null;
      const { contentWindow: view, contentDocument: page } = frame;
      const sheet = new view.CSSStyleSheet();
      sheet.replaceSync("body { font: 11pt/1.45 system-ui, sans-serif; } p { white-space: pre-wrap; overflow-wrap: anywhere; break-inside: avoid; }");
      page.adoptedStyleSheets = [sheet];
      page.documentElement.lang = this.#code;
      page.title = this.#heading.textContent;
      page.body.append(make("h1", { textContent: this.#heading.textContent }));
      for (const { who, at, text } of this.#known.values()) {
        page.body.append(make("p", { dir: "auto" }, make("b", { textContent: who }), at ? ` · ${new Date(at).toLocaleString()}` : "", `\n${text.textContent}`));
      }
      view.onafterprint = () => frame.remove();
      view.print();
    };
    this.#root.append(frame);
  }

  // --- the line to the desk ---

  #drop() { this.#socket?.close(); }

  get #outboxKey() { return `${this.#storageKey}:outbox:`; }

  // An item to a key, so that two tabs never write over each other's messages.
  #waiting() {
    const items = Object.keys(kept).filter((key) => key.startsWith(this.#outboxKey)).map((key) => JSON.parse(kept[key]));
    return items.sort((one, other) => (one.at < other.at ? -1 : 1));
  }

  async #call(path, body, method = body ? "POST" : "GET") {
    const headers = { "Content-Type": "application/json", ...(this.#token && { Authorization: `Bearer ${this.#token}` }) };
    return fetch(`${BASE}/webchat/${path}`, { method, headers, body: body && JSON.stringify(body) });
  }

  async #run() {
    this.#outbox = this.#waiting();
    while (!this.#closed) {
      try {
        // Tab after tab, so that they begin one new conversation and not two.
        await (navigator.locks ? navigator.locks.request(this.#storageKey, () => this.#session()) : this.#session());
        await this.#listen();
        this.#retry = 0;
      } catch { this.#setOnline(false); }
      if (this.#closed) break;
      if (this.#isFresh) continue;
      const wait = Math.min(15000, 400 * 2 ** this.#retry++) * (0.7 + Math.random() * 0.6);
      await Promise.race([pause(wait), new Promise((resolve) => (this.#wakeUp = resolve))]);
    }
    this.#started = false;
  }

  async #session() {
    this.#isFresh = false;
    const token = kept[this.#storageKey]?.split(" ")[1];
    const answer = await this.#call("session", { token, language: this.#language, property: this.dataset.property });
    const session = await answer.json();
    if (!answer.ok || this.#isFresh) throw new Error(String(answer.status));
    if (session.is_new) this.#clear();
    this.#conversation = session.conversation;
    this.#token = session.token;
    this.#heading.textContent = session.hotel;
    this.#mail.hidden = !session.can_mail;
    kept[this.#storageKey] = `${session.conversation} ${session.token}`;
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

  // What this does not know is of a newer desk, and shows nothing.
  async #told(event) {
    if (event.type === "ready" || event.type === "missed") await this.#catchUp();
    else if (event.type === "typing") { this.#typing.hidden = false; this.#toEnd(); }
    else if (event.type === "state") this.#setState(event.state);
    else if (event.type === "forgotten") this.#fresh();
    else if (event.type === "messages") {
      if (event.messages.some((message) => message.from !== "guest")) this.#typing.hidden = true;
      event.messages.forEach((message) => this.#put(message));
    }
  }

  async #catchUp() {
    const answer = await this.#call("history");
    if (!answer.ok) throw new Error(String(answer.status));
    const history = await answer.json();
    const rows = history.messages.map((message) => (this.#put(message), this.#known.get(message.id).row));
    // What came meanwhile stands after it.
    if (rows.some((row, place) => row !== this.#list.children[place])) this.#list.prepend(...rows);
    for (const item of this.#outbox) this.#note(item, this.#words.sending);
    // The socket may have told an answer meanwhile.
    const isAnswered = !this.#list.lastElementChild?.matches(".guest");
    if (!isAnswered) this.#retireOptions();
    if (isAnswered || history.typing) this.#typing.hidden = isAnswered;
    this.#setState(history.state);
    this.#setOnline(true);
    this.#retry = 0;
    this.#toEnd();
    // What is old is not read aloud; what comes from here on is.
    setTimeout(() => (this.#log.ariaLive = "polite"), 300);
    this.#flush();
  }

  #setOnline(isOnline) { this.#offline.textContent = isOnline ? "" : this.#words.offline; }

  // Sends what waits, one after the other, until each is acknowledged; under its one id, so that twice is once.
  async #flush() {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      while (this.#outbox.length && this.#token) {
        const item = this.#outbox[0];
        const { title, at, ...wire } = item;
        let answer;
        try { answer = await this.#call("messages", wire); } catch {
          this.#note(item, this.#words.unsent);
          this.#drop();
          return;
        }
        if (answer.status === 429 || answer.status >= 500) {
          this.#note(item, this.#words.sending);
          await retryAfter(answer);
          continue;
        }
        // The session has ended: the next one takes the message along.
        if (answer.status === 401) return this.#drop();
        if (this.#outbox[0] === item) this.#outbox.shift();
        delete kept[this.#outboxKey + item.message_id];
        const said = await answer.json().catch(() => ({}));
        if (answer.ok) this.#put({ id: item.message_id, from: "guest", text: said.text });
        else this.#note(item, said.say || this.#words.failed);
      }
    } finally { this.#isSending = false; }
  }

  #note(item, note) { this.#put({ id: item.message_id, from: "guest", text: item.text ?? item.title, at: item.at, note }); }
}

if (!customElements.get("posada-chat")) customElements.define("posada-chat", PosadaChat);
