import { element } from "./element.js";

/** The card as it stands for whoever holds the phone; the others still see the first one. */
export function cardOf(said, userId) {
  return said.card?.forPerson?.[userId] ?? said.card;
}

/** @returns {HTMLElement} an empty card; `drawCard` fills it */
export function newCard(said, view) {
  const node = element("section", "card");
  node.dataset.testid = "card";
  node.role = "group";
  node.setAttribute("aria-labelledby", idOf(said, view, "title"));
  // The place for the keyboard when the control it stood on is gone.
  node.tabIndex = -1;
  const trouble = element("p", "trouble");
  trouble.role = "alert";
  trouble.dataset.testid = "card-trouble";
  node.append(trouble);
  return node;
}

/**
 * Brings a card up to date where it stands: what has not changed is left alone, so that nothing is
 * read out twice and the keyboard stays where it is.
 */
export function drawCard(node, said, view) {
  const card = cardOf(said, view.userId);
  const hadFocus = node.contains(document.activeElement);
  const context = { said, view, state: view.taps.stateOf(said, view.userId) };
  const kept = new Map([...node.children].map((child) => [child.dataset.part, child]));
  const trouble = node.lastElementChild;
  let next = node.firstElementChild;
  for (const [name, read, build] of parts) {
    const data = read(card);
    const old = kept.get(name);
    if (old !== undefined && drawn.get(old) === JSON.stringify(data)) {
      next = old.nextElementSibling;
      continue;
    }
    if (old !== undefined) {
      next = old.nextElementSibling;
      old.remove();
    }
    if (data === undefined) continue;
    const fresh = build(data, context);
    fresh.dataset.part = name;
    drawn.set(fresh, JSON.stringify(data));
    node.insertBefore(fresh, next ?? trouble);
  }
  node.dataset.kind = card.kind;
  showState(node, context.state);
  if (hadFocus && !node.contains(document.activeElement)) node.focus();
}

/** What each part was drawn from. */
const drawn = new WeakMap();

/** From top to bottom: name, what it is drawn from, and how. */
const parts = [
  ["source", ({ source }) => source, (source) => element("p", "card-source", source)],
  ["title", ({ title }) => title, buildTitle],
  ["note", ({ note }) => note, (note) => element("p", "card-note", note)],
  ["body", ({ body }) => body, (body) => element("p", "card-body", body)],
  ["facts", ({ facts }) => (facts?.length ? facts : undefined), buildFacts],
  ["options", readOptions, buildOptions],
  ["selects", ({ kind, selects }) => (kind === "form" ? selects : undefined), buildSelects],
  ["buttons", readButtons, buildButtons],
  ["link", ({ link }) => link, buildLink],
];

function buildTitle(title, { said, view }) {
  const node = element("h3", "card-title", title);
  node.id = idOf(said, view, "title");
  return node;
}

function buildFacts(facts) {
  const node = element("dl", "card-facts");
  for (const { label, value } of facts) {
    const row = element("div", "");
    row.append(element("dt", "", label), element("dd", "", value));
    node.append(row);
  }
  return node;
}

function readOptions({ kind, mode, options }) {
  return kind === "vote" ? { mode, options } : undefined;
}

function buildOptions({ mode, options }, { said, view, state }) {
  const node = element("fieldset", "card-options");
  const isMulti = mode === "multi";
  node.append(element("legend", "sr", isMulti ? "可以选几项" : "选一项"));
  keepKnown(state.chosen, "vote", options);
  for (const { id, text } of options) {
    const row = element("label", "card-option");
    row.dataset.testid = "card-option";
    const box = element("input", "");
    box.type = isMulti ? "checkbox" : "radio";
    box.name = idOf(said, view, "vote");
    box.value = id;
    box.checked = (state.chosen.vote ?? []).includes(id);
    row.append(box, element("span", "", text));
    node.append(row);
  }
  node.addEventListener("change", () => {
    const boxes = [...node.querySelectorAll("input:checked")];
    state.chosen.vote = boxes.map((box) => box.value);
  });
  return node;
}

function buildSelects(selects, { said, view, state }) {
  const node = element("div", "card-selects");
  selects.forEach(({ key, title, options }, index) => {
    const field = element("select", "");
    field.id = idOf(said, view, `select-${index}`);
    for (const { id, text } of options) field.append(new Option(text, id));
    keepKnown(state.chosen, key, options);
    // The apps start with the first one.
    state.chosen[key] ??= options.slice(0, 1).map(({ id }) => id);
    field.value = state.chosen[key][0] ?? "";
    field.addEventListener("change", () => {
      state.chosen[key] = [field.value];
    });
    const label = element("label", "", title);
    label.htmlFor = field.id;
    node.append(label, field);
  });
  return node;
}

/** What was chosen before the card changed counts only while it can still be seen. */
function keepKnown(chosen, key, options) {
  if (chosen[key]?.some((chosenId) => options.every(({ id }) => id !== chosenId))) {
    delete chosen[key];
  }
}

function readButtons({ kind, buttons, submit }) {
  if (kind === "buttons") return buttons;
  if (kind === "notice") return undefined;
  return [{ key: "submit", text: submit ?? "提交", style: "main" }];
}

function buildButtons(buttons, { said, view }) {
  const node = element("div", "card-buttons");
  for (const { key, text, style } of buttons) {
    const button = element("button", `card-button ${style ?? ""}`);
    button.type = "button";
    button.dataset.key = key;
    button.dataset.testid = "card-button";
    // Both words lie in the same place, so that the button keeps its size.
    button.append(element("span", "card-words", text), element("span", "card-busy", "正在提交…"));
    button.addEventListener("click", () => view.taps.tap(said.id, view.userId, key));
    node.append(button);
  }
  return node;
}

function buildLink({ text, url }) {
  const isWeb = /^https?:\/\//i.test(url) && URL.canParse(url);
  if (!isWeb) return element("p", "card-note", text);
  const node = element("a", "card-link", text);
  node.href = url;
  node.target = "_blank";
  node.rel = "noopener noreferrer";
  return node;
}

function showState(node, { busy, trouble }) {
  const isBusy = busy !== undefined;
  node.ariaBusy = String(isBusy);
  for (const button of node.querySelectorAll("button")) {
    // Not `disabled`: that would throw the keyboard out of the card.
    button.ariaDisabled = String(isBusy);
    button.classList.toggle("busy", button.dataset.key === busy);
  }
  for (const field of node.querySelectorAll("input, select")) field.disabled = isBusy;
  const line = node.querySelector("[role=alert]");
  if (line.textContent !== trouble) line.textContent = trouble;
}

function idOf(said, view, name) {
  return `${view.phoneId}-card-${said.id}-${name}`;
}
