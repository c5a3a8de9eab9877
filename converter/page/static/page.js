"use strict";
// Shows what the program answers and sends what the user does. It reads, maps and words nothing of a note itself.

const words = JSON.parse(document.body.dataset.words);
const outputs = JSON.parse(document.body.dataset.targets);
const limit = Number(document.body.dataset.limit);
const byId = (id) => document.getElementById(id);
const LINE_ENDS = /\r\n|[\r\n\v\f\u0085\u2028\u2029]/g;
const REGISTRATION = "registration-";

const token = location.hash.slice(1);
history.replaceState(null, "", "/"); // the token is kept out of the address and of the browser's history

const empty = () => ({ given: {}, answers: [], contact: {} });
let state = empty(); // what the user filled in, chose and answered
let suggestions = {}; // the user's settings: offered at a field or a question, never filled in unasked
let patient = ""; // whose note it is, as a digest: what was filled in for one is never used for another
let isExchange = false; // whether a paste under way puts another note in the place of the text
const exchanged = new Set(); // the notes before and after such pastes: an undo or a redo brings one back
let file = null; // the bytes of an opened file in base64, until its text is edited
let waiting = []; // notes that were split off and wait for their turn
let view = null; // the last answer of the program; null while nothing is pasted
let changes = 0; // counts what the user did, so that an answer of the program can be too old
let shown = 0; // the change that `view` answers
let running = null; // the refresh under way

// -- elements: text is set as text, never as HTML -----------------------------------------------------------

function element(name, properties, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties || {})) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key in made && key !== "form") made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

const button = (text, onclick, id) => element("button", { type: "button", textContent: text, onclick, id: id || "" });

function show(parent, ...children) {
  const focused = document.activeElement;
  const inside = parent.contains(focused) && focused !== parent;
  const kept = inside ? [focused.id, focused.selectionStart, focused.selectionEnd] : null;
  parent.replaceChildren(...children.filter((child) => child !== null));
  if (!kept) return;
  const again = kept[0] ? byId(kept[0]) : null;
  if (!again) return byId("step-result").focus({ preventScroll: true });
  again.focus({ preventScroll: true });
  if (again.type === "text") again.setSelectionRange(kept[1], kept[2]);
}

// Whether a part of the page shows this already: what did not change is not made anew at each keystroke. Only for parts
// without inputs, whose state the user changes.
const drawn = {};

function isDrawn(part, ...data) {
  const text = JSON.stringify(data);
  const same = drawn[part] === text;
  drawn[part] = text;
  return same;
}

// -- calls --------------------------------------------------------------------------------------------------

const target = () => document.querySelector("input[name=target]:checked").value;

function body(to) {
  const source = file === null ? { text: byId("note").value } : { file };
  return JSON.stringify({ ...state, ...source, target: to });
}

class Failed extends Error {}

async function call(path, content, keepalive) {
  if (new Blob([content]).size > limit) throw new Failed("too_large");
  const headers = { "Content-Type": "application/json", [document.body.dataset.tokenHeader]: token };
  let response;
  try {
    response = await fetch(path, { method: "POST", headers, body: content, keepalive: Boolean(keepalive) });
  } catch {
    throw new Failed("gone");
  }
  if (response.ok) return response;
  throw new Failed({ 413: "too_large", 500: "fault" }[response.status] || "refused");
}

function fail(error) {
  const kind = error instanceof Failed ? error.message : "gone";
  const again = button(words.try_again, () => { byId("failed").hidden = true; change(); }, "try-again");
  byId("failed").replaceChildren(element("p", { textContent: words[`failed_${kind}`] }), again);
  byId("failed").hidden = false;
}

// One call at a time; what is typed meanwhile is sent when it has been answered.
async function refresh() {
  while (shown !== changes) {
    const sent = changes;
    const answer = byId("note").value || file ? await (await call("/api/state", body(target()))).json() : null;
    if (sent !== changes) continue;
    if (answer && patient && answer.patient && answer.patient !== patient) {
      state = empty();
      changes += 1;
    }
    patient = (answer && answer.patient) || patient;
    if (sent !== changes) continue;
    shown = sent;
    view = answer;
    byId("failed").hidden = true;
    if (view && view.text !== undefined && byId("note").value === "") byId("note").value = view.text;
    render();
  }
}

function change() {
  changes += 1;
  byId("done").textContent = "";
  byId("missing").replaceChildren();
  byId("by-hand").hidden = true;
  running = running || refresh().catch((error) => {
    view = null;
    render();
    fail(error);
  }).finally(() => { running = null; });
  return running;
}

// Whether the view is that of what stands on the page; nothing old is copied.
async function isCurrent() {
  if (running) await running;
  if (shown !== changes) await change();
  return view !== null && shown === changes;
}

// -- the steps ----------------------------------------------------------------------------------------------

function render() {
  renderSummary();
  renderAnswered();
  renderFindings();
  renderRows();
  renderFields();
  renderRegistration();
  byId("finish").textContent = view ? view.button : byId("finish").dataset.first;
  document.body.dataset.shown = String(shown);
}

const counted = (number, kind) => `${number} ${words[number === 1 ? `${kind}_one` : `${kind}_many`]}`;

function renderSummary() {
  const parts = !view ? [] : [view.errors ? counted(view.errors, "errors") : words.ready];
  if (view && view.warnings) parts.push(counted(view.warnings, "warnings"));
  byId("summary").textContent = parts.join(", ");
}

function renderAnswered() {
  const items = (view ? view.answered : []).map(({ id, label, line }) => undoable(
    line ? `${words.line} ${line}: ${label}` : label, () => forget(id), `undo-${id}`));
  show(byId("answered"), ...(items.length
    ? [element("h3", { textContent: words.answered }), element("ul", { className: "answers" }, ...items)] : []));
}

function forget(id) {
  state.answers = state.answers.filter(([one]) => one !== id);
}

function undoable(text, undo, id) {
  const take = button(words.undo, () => { undo(); change(); }, id);
  take.setAttribute("aria-label", `${words.undo}: ${text}`);
  return element("li", {}, `${text} `, take);
}

function renderFindings() {
  const all = view ? view.findings : [];
  if (isDrawn("findings", all, file === null)) return;
  const grave = all.filter(({ folded }) => !folded);
  const information = all.filter(({ folded }) => folded);
  const open = byId("information") && byId("information").open;
  show(byId("findings"),
    grave.length ? element("h3", { textContent: words.messages }) : null,
    element("ul", { className: "findings", id: "grave" }, ...grave.map((finding, index) => findingItem(finding, `note-${index}`))),
    information.length ? element("details", { id: "information", open: Boolean(open) },
      element("summary", { textContent: `${words.information} (${information.length})` }),
      element("ul", { className: "findings" }, ...information.map((finding, index) => findingItem(finding, `info-${index}`)))) : null);
  for (const list of document.querySelectorAll(".findings:empty")) list.remove();
}

function findingItem(finding, id) {
  const { code, severity, line, quote, message, step, remedies } = finding;
  const heading = element("p", {},
    element("span", { className: "severity", textContent: line ? `${words[severity]}, ${words.line.toLowerCase()} ${line}` : words[severity] }),
    " ", element("span", { className: "code", textContent: code }));
  const actions = (remedies || []).map((remedy, number) => remedyButton(remedy, `remedy-${id}-${number}`));
  if (line && file === null) actions.push(lineButton(line, `line-${id}`));
  return element("li", { className: severity, tabIndex: -1, id: `finding-${id}` }, heading,
    quote ? element("p", { className: "quote", textContent: quote }) : null,
    element("p", { textContent: message }),
    step ? element("p", { textContent: step }) : null,
    actions.length ? element("div", { className: "actions" }, ...actions) : null);
}

function lineButton(line, id) {
  const made = button(words.show_line, () => selectLine(line), id);
  made.setAttribute("aria-label", `${words.show_line} ${line}`);
  return made;
}

function remedyButton(remedy, id) {
  const { kind } = remedy;
  const acts = {
    answer: [remedy.label, () => { state.answers.push([remedy.id, remedy.choice]); }],
    split: [words.split, () => splitAt(remedy.line)],
  };
  if (kind === "field") return button(`${words.fill_in} ${remedy.label}`, () => byId(`field-${remedy.fact}`).focus(), id);
  if (kind === "place") {
    const choose = button(words.choose_place, () => byId(`row-${remedy.line}`).querySelector("button").focus(), id);
    choose.setAttribute("aria-label", `${words.choose_place}, ${words.line.toLowerCase()} ${remedy.line}`);
    return choose;
  }
  const [text, act] = acts[kind];
  return button(text, () => { act(); change(); }, id);
}

function lineStarts(text) {
  return [0, ...Array.from(text.matchAll(LINE_ENDS), (match) => match.index + match[0].length)];
}

function selectLine(line) {
  const note = byId("note");
  const starts = lineStarts(note.value);
  const end = line < starts.length ? starts[line] - 1 : note.value.length;
  note.focus();
  note.setSelectionRange(starts[line - 1], end);
  note.scrollTop = (line - 4) * parseFloat(getComputedStyle(note).lineHeight);
}

function splitAt(line) {
  const note = byId("note");
  const start = lineStarts(note.value)[line - 1];
  waiting.unshift(note.value.slice(start));
  note.value = note.value.slice(0, start);
  file = null;
  renderWaiting();
}

function renderWaiting() {
  byId("waiting").hidden = !waiting.length;
  const next = button(words.next_note, () => {
    begin(waiting.shift());
    renderWaiting();
  }, "next-note");
  byId("waiting").replaceChildren(element("p", { textContent: words.waiting }), next);
}

function renderRows() {
  if (isDrawn("rows", view && [view.readable, view.rows, view.sections])) return;
  if (!view) return show(byId("rows"), element("p", { textContent: words.nothing_yet }));
  if (!view.readable) return show(byId("rows"), element("p", { textContent: words.unreadable }));
  const full = fullRows();
  const blank = view.rows.filter((row) => !full.includes(row));
  show(byId("rows"), ...full.map(rowItem),
    blank.length ? element("p", { textContent: `${words.empty_rows}: ${blank.map((row) => row.target).join(", ")}` }) : null);
}

// The rows that have a text, or none that has a place.
function fullRows() {
  const sections = view.sections.map(({ heading, text }) => ({ target: heading, source: "", text, placed: true, choices: [], lines: [] }));
  return [...view.rows, ...sections].filter((row) => row.text.trim() || !row.placed);
}

// The text that a row has by now: it may have been pressed while it showed that of an earlier note.
function rowText(index, target) {
  const row = fullRows()[index];
  return row && row.target === target ? row.text : null;
}

function rowItem(row, index) {
  const title = row.placed ? row.target : words.without_place;
  const origin = row.source || (row.placed ? "" : words.without_keyword);
  const lines = row.lines.length ? `${words.line.toLowerCase()} ${row.lines.join(", ")}` : "";
  const from = [origin && `${words.from_note}: ${origin}`, lines].filter(Boolean).join(", ");
  const copy = button(words.copy, () => copyText(() => rowText(index, row.target)), `copy-${index}`);
  copy.setAttribute("aria-label", `${words.copy} ${row.target}`);
  return element("div", { className: row.placed ? "row" : "row unplaced", id: row.placed ? "" : `row-${row.lines[0]}` },
    element("header", {}, element("h3", { textContent: title, translate: false }), row.placed ? copy : null),
    from ? element("p", { className: "from", textContent: from }) : null,
    element("p", { className: "text", textContent: row.text }),
    row.choices.length ? element("div", { role: "group", "aria-label": words.place_where },
      element("p", { textContent: words.place_where }),
      element("div", { className: "actions" }, ...row.choices.map((choice, number) => remedyButton(choice, `place-${index}-${number}`)))) : null);
}

// The inputs stay as long as there is a note: one that is typed in is not exchanged under the fingers.
function renderFields() {
  const fields = view ? view.fields : [];
  const facts = JSON.stringify([fields.map(({ fact }) => fact), suggestions]);
  if (byId("fields").dataset.facts !== facts) {
    show(byId("fields"), ...(fields.length ? fields.map(fieldItem) : [element("p", { textContent: words.no_fields_yet })]));
  }
  byId("fields").dataset.facts = facts;
  for (const field of fields) {
    const input = byId(`field-${field.fact}`);
    const value = field.fact in state.given ? state.given[field.fact] : field.value;
    if (input.value !== value) input.value = value;
    byId(`suggested-${field.fact}`).hidden = value !== "";
    const missing = byId(`missing-${field.fact}`);
    missing.textContent = field.missing ? `${field.heading} ${words.missing_field}` : "";
  }
}

function fieldItem({ fact, heading, choices, is_time: isTime }) {
  const described = [`missing-${fact}`, isTime ? `form-${fact}` : ""].join(" ").trim();
  const common = { id: `field-${fact}`, autocomplete: "off", "aria-describedby": described,
    oninput: (event) => give(fact, event.target.value) };
  const input = choices.length
    ? element("select", common, ...["", ...choices].map((choice) => element("option", { value: choice, textContent: choice })))
    : element("input", { ...common, type: "text", spellcheck: false });
  const offered = (suggestions[fact] || []).map((text, number) =>
    button(text, () => { input.focus(); give(fact, text); }, `suggestion-${fact}-${number}`));
  return element("div", { className: "field" }, element("label", { htmlFor: input.id, textContent: heading }),
    isTime ? element("p", { className: "from", id: `form-${fact}`, textContent: words.form_of_a_time }) : null, input,
    element("div", { className: "suggested", id: `suggested-${fact}`, role: "group", "aria-label": `${words.your_settings}: ${heading}` },
      ...(offered.length ? [element("p", { className: "from", textContent: words.your_settings }), element("div", { className: "actions" }, ...offered)] : [])),
    element("p", { className: "missing", id: `missing-${fact}` }));
}

function give(fact, value) {
  const field = view && view.fields.find((one) => one.fact === fact);
  if (field && value === field.value) {
    delete state.given[fact];
    view.answered.filter((one) => one.fact === fact).forEach(({ id }) => forget(id));
  } else {
    state.given[fact] = value;
  }
  change();
}

function renderRegistration() {
  const registration = view && view.registration;
  byId("contact").hidden = !registration;
  show(byId("questions"), ...(registration ? [
    element("h3", { textContent: words.questions }),
    ...(registration.questions.length ? registration.questions.map(questionItem) : [element("p", { textContent: words.no_questions })]),
  ] : []));
  if (isDrawn("registration", registration && { ...registration, questions: [] })) return;
  show(byId("registration"), ...(registration ? [
    element("h3", { textContent: words.registration_page }),
    element("ul", { className: "findings" }, ...registration.findings.map((finding, index) => findingItem(finding, `contact-${index}`))),
    ...registration.parts.filter(({ items }) => items.length).map(partItem),
    ...["not_covered", "left_open"].filter((name) => registration[name].length).map((name) => gapList(words[name], registration[name])),
    factList(registration.facts),
  ] : []));
  for (const list of document.querySelectorAll(".findings:empty")) list.remove();
}

function partItem({ title, items }) {
  return element("section", { className: "part" }, element("h4", { textContent: title }),
    element("ul", {}, ...items.map(adviceItem)));
}

function adviceItem(item) {
  const text = item.is_open ? words.answer_missing : item.gap || item.text;
  return element("li", { className: item.label ? "value" : "" },
    item.label ? element("strong", { textContent: `${item.label}: ` }) : null,
    `${item.task ? "☐ " : ""}${text} `,
    item.inferred ? `${words.inferred} ` : null,
    item.rules ? element("span", { className: "code", textContent: item.rules }) : null,
    item.boxes.length ? element("ul", {}, ...item.boxes.map(({ label, value, done }) =>
      element("li", { textContent: value ? `${label}: ${value}` : `${done ? "☑" : "☐"} ${label}` }))) : null);
}

function gapList(title, gaps) {
  return element("section", { className: "part" }, element("h4", { textContent: title }),
    element("ul", {}, ...gaps.map(({ id, text }) => element("li", {}, `${text} `, element("span", { className: "code", textContent: id })))));
}

function factList(facts) {
  const open = byId("facts") && byId("facts").open;
  return element("details", { id: "facts", open: Boolean(open) }, element("summary", { textContent: words.rests_on }),
    element("ul", {}, ...facts.map(([label, value, inferred]) =>
      element("li", { textContent: `${label}: ${value}${inferred ? ` ${words.inferred}` : ""}` }))));
}

function questionItem({ fact, text, several, choices, codes }) {
  const suggested = (code) => ((suggestions[fact] || []).includes(code) ? ` (${words.your_setting})` : "");
  const inputs = choices.map(({ code, words: label }) => element("label", { className: "choice" },
    element("input", { type: several ? "checkbox" : "radio", name: `contact-${fact}`, id: `contact-${fact}-${code}`,
      value: code, checked: codes.includes(code), autocomplete: "off", onchange: () => answerContact(fact, code, several) }), label + suggested(code)));
  const clear = codes.length ? button(words.clear_answer, () => { delete state.contact[fact]; change(); }, `clear-${fact}`) : null;
  if (clear) clear.setAttribute("aria-label", `${words.clear_answer}: ${text}`);
  return element("fieldset", {}, element("legend", { textContent: text }), ...inputs, clear);
}

function answerContact(fact, code, several) {
  const before = several ? state.contact[fact] || [] : [];
  const codes = before.includes(code) ? before.filter((one) => one !== code) : [...before, code];
  if (codes.length) state.contact[fact] = codes;
  else delete state.contact[fact];
  change();
}

// -- what is handed out -------------------------------------------------------------------------------------

const gated = (name) => outputs.find((output) => output.name === name).gated;

async function finish() {
  if (!(await isCurrent())) return explain();
  if (!view.ok) return explain();
  return gated(target()) ? download(target()) : copyAll();
}

function explain() {
  const errors = view ? view.findings.filter(({ severity }) => severity === "error") : [];
  const links = errors.map((finding, index) => {
    const field = finding.remedies.find(({ kind }) => kind === "field");
    const to = field ? `field-${field.fact}` : `finding-note-${index}`;
    return element("li", {}, element("a", { href: `#${to}`, textContent: finding.message, onclick: (event) => {
      event.preventDefault();
      byId(to).focus();
    } }));
  });
  if (!view) links.push(element("li", {}, element("a", { href: "#note", textContent: words.note, onclick: (event) => {
    event.preventDefault();
    byId("note").focus();
  } })));
  show(byId("missing"), element("p", { textContent: words.missing }), element("ul", {}, ...links));
}

async function output(name) {
  return new Uint8Array(await (await call("/api/output", body(name))).arrayBuffer());
}

async function copyAll() {
  if (!(await isCurrent()) || !view.ok) return explain();
  const plain = outputs.find(({ name, gated: gate, ending }) => ending === "txt" && gate === gated(target()));
  const name = gated(target()) ? plain.name : target();
  return copyText(async () => new TextDecoder("utf-8", { ignoreBOM: true }).decode(await output(name)));
}

async function copyText(make) {
  try {
    if (!(await isCurrent())) return;
    const text = await make();
    if (text === null || shown !== changes) return;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      return copyByHand(text);
    }
    const end = text.trimEnd();
    const last = end.split(/\s+/).slice(-3).join(" ").slice(-40);
    byId("done").textContent = `${words.copied}: ${Array.from(end).length} ${words.characters}, ${words.ends_in} ’… ${last}’`;
  } catch (error) {
    fail(error);
  }
}

function copyByHand(text) {
  byId("by-hand").hidden = false;
  byId("text-to-copy").value = text;
  byId("text-to-copy").focus();
  byId("text-to-copy").select();
}

async function download(name) {
  try {
    if (!(await isCurrent())) return;
    if (!view.ok && !name.startsWith(REGISTRATION)) return explain();
    const { ending } = outputs.find((one) => one.name === name);
    const bytes = await output(name);
    if (shown !== changes) return; // of what stood on the page before
    const address = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
    const fileName = `${name.startsWith(REGISTRATION) ? "kontaktregistrering" : `journalanteckning-${name}`}.${ending}`;
    element("a", { href: address, download: fileName }).click();
    URL.revokeObjectURL(address);
    byId("done").textContent = `${words.downloaded}: ${fileName}`;
  } catch (error) {
    fail(error);
  }
}

// -- what comes in ------------------------------------------------------------------------------------------

function begin(text) {
  state = empty();
  exchanged.clear();
  patient = "";
  file = null;
  byId("note").value = text;
  byId("note").focus();
  return change();
}

function newPatient() {
  begin("");
  byId("file").value = "";
  byId("text-to-copy").value = "";
  renderWaiting();
}

async function pasteFromClipboard() {
  try {
    begin(await navigator.clipboard.readText());
  } catch {
    byId("done").textContent = "";
    byId("note-help").textContent = words.paste_denied;
    byId("note").focus();
  }
}

async function openFile(chosen) {
  if (!chosen) return;
  try {
    if (chosen.size > limit) throw new Failed("too_large");
    const bytes = new Uint8Array(await chosen.arrayBuffer());
    const encoded = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    state = empty();
    byId("note").value = "";
    file = encoded;
    change();
  } catch (error) {
    fail(error);
  }
}

// The settings of the user: the record system is chosen, and shown as chosen; the rest is offered where it is asked for.
function applySettings({ suggestions: texts, target: name }) {
  suggestions = texts;
  renderFields();
  const chosen = byId(`target-${name}`);
  if (!chosen || chosen.checked || view || byId("note").value) return;
  chosen.checked = true;
  byId("target-setting").textContent = `${words.your_setting}: ${chosen.parentElement.textContent.trim()}`;
}

function start() {
  byId("finish").dataset.first = byId("finish").textContent;
  byId("note").addEventListener("input", ({ inputType = "" }) => {
    const { value } = byId("note");
    file = null;
    if (!value || (inputType.startsWith("history") && exchanged.has(value))) state = empty();
    if (inputType === "insertFromPaste" && isExchange) exchanged.add(value);
    isExchange = false;
    change();
  });
  byId("note").addEventListener("paste", ({ target: { value, selectionStart, selectionEnd } }) => {
    isExchange = !(value.slice(0, selectionStart) + value.slice(selectionEnd)).trim();
    if (!isExchange) return;
    state = empty();
    exchanged.add(value);
  });
  byId("note").addEventListener("dragover", (event) => { event.preventDefault(); byId("note").classList.add("dropping"); });
  byId("note").addEventListener("dragleave", () => byId("note").classList.remove("dropping"));
  byId("note").addEventListener("drop", (event) => {
    byId("note").classList.remove("dropping");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    openFile(event.dataTransfer.files[0]);
  });
  for (const input of document.querySelectorAll("input[name=target]")) input.addEventListener("change", change);
  byId("paste").addEventListener("click", pasteFromClipboard);
  byId("open-file").addEventListener("click", () => byId("file").click());
  byId("file").addEventListener("change", (event) => openFile(event.target.files[0]));
  byId("new-patient").addEventListener("click", newPatient);
  byId("finish").addEventListener("click", finish);
  byId("copy-all").addEventListener("click", copyAll);
  byId("downloads").append(...outputs.map(({ name }) => element("li", {},
    button(name.startsWith(REGISTRATION) ? `${words.registration} (${name.slice(REGISTRATION.length)})` : name, () => download(name), `download-${name}`))));
  addEventListener("beforeunload", (event) => { if (byId("note").value || waiting.length) event.preventDefault(); });
  addEventListener("pagehide", () => { if (token) call("/api/end", "{}", true).catch(() => {}); });
  call("/api/start", "{}").then(async (response) => applySettings(await response.json())).catch(fail);
  byId("note").focus();
}

start();
