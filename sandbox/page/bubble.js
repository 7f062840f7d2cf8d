import { formatMoment } from "./calendar.js";
import { cardOf, drawCard, newCard } from "./card.js";
import { element } from "./element.js";
import { renderMarkdown } from "./markdown.js";

const gapMs = 5 * 60 * 1000;

const notes = {
  unheard: (botName) => `没有@${botName}，真实群里它听不到`,
  busy: (botName) => `前面三句还没答完，这一句没有送到${botName}`,
  waiting: (botName) => `${botName}正在看`,
  lost: (botName) => `${botName}没有答上来，过一会儿再说一遍`,
};

/**
 * @param said one bubble of the timeline
 * @param view who is looking, on which platform, and who everybody is
 * @returns {HTMLElement}
 */
export function renderSaid(said, view) {
  const isBot = said.from.kind === "bot";
  const person = isBot ? undefined : view.personOf(said.from.userId);
  const isOwn = !isBot && said.from.userId === view.userId;
  const node = element("article", "said");
  node.dataset.id = String(said.id);
  node.dataset.testid = "said";
  node.dataset.from = isBot ? "bot" : "person";
  node.dataset.delivery = said.delivery;
  node.classList.toggle("own", isOwn);
  node.classList.toggle("by-bot", isBot);
  node.classList.toggle("deaf", !said.heard);

  const words = element("div", "words");
  words.append(author(said, { isBot, isOwn, person }));
  if (hasBubble(said)) words.append(bubble(said, view));
  node.append(face(said, person, view), words);
  showCard(node, said, view);
  showNote(node, said, view);
  return node;
}

/**
 * Brings a bubble up to date where it stands. A screen reader reads out whatever is added, so only
 * what has changed is touched.
 */
export function updateSaid(node, before, said, view) {
  node.dataset.delivery = said.delivery;
  if (before.text !== said.text) {
    node.querySelector(".bubble")?.remove();
    if (hasBubble(said)) node.querySelector(".author").after(bubble(said, view));
  }
  showCard(node, said, view);
  showNote(node, said, view);
}

/** Whether a bubble now says or shows the person something else. */
export function hasNews(before, said, userId) {
  const looks = (each) => JSON.stringify([each.text, cardOf(each, userId)]);
  return before === undefined || looks(before) !== looks(said);
}

/** Some apps send a card without a word. */
function hasBubble(said) {
  return said.text !== "" || said.card === undefined;
}

function showCard(node, said, view) {
  if (said.card === undefined) return;
  node.classList.add("with-card");
  const words = node.querySelector(".words");
  const card = words.querySelector(".card") ?? newCard(said, view);
  if (card.parentNode === null) words.append(card);
  drawCard(card, said, view);
}

function showNote(node, said, view) {
  node.querySelector(".note")?.remove();
  const note = notes[said.delivery];
  const isOwn = said.from.userId === view.userId;
  if (note === undefined || (!isOwn && said.delivery !== "unheard")) return;
  const line = element("p", "note", note(view.botName));
  line.dataset.testid = "note";
  line.classList.toggle("dots", said.delivery === "waiting");
  node.querySelector(".words").append(line);
}

/** The time, wherever the talk paused for five minutes. @returns {HTMLElement | undefined} */
export function renderMoment(said, before) {
  const at = new Date(said.at);
  if (before !== undefined && at - new Date(before.at) < gapMs) return undefined;
  return element("p", "moment", formatMoment(at.getTime()));
}

function author(said, { isBot, isOwn, person }) {
  const name = isBot ? said.from.name : (person?.name ?? said.from.userId);
  const node = element("p", isOwn ? "author sr" : "author", name);
  if (isBot) node.append(element("span", "tag", "机器人"));
  return node;
}

function bubble(said, view) {
  const node = element("div", "bubble");
  node.dataset.testid = "bubble";
  if (said.quote !== undefined) node.append(element("p", "quoted", said.quote));
  if (said.format === "markdown") {
    node.append(renderMarkdown(said.text, view.platform));
    return node;
  }
  node.classList.add("flat");
  if (said.via === "spoken") node.append(element("span", "spoken-mark", "语音"));
  appendWithMention(node, said.text, `@${view.botName}`);
  return node;
}

/** The bot's name, and whatever somebody put in its place at the start, as `@小協`. */
function appendWithMention(node, text, mention) {
  const first = /^@[^\s@]{1,20}(?=\s)/.exec(text)?.[0] ?? mention;
  const rest = text.startsWith(first) ? text.slice(first.length) : text;
  if (rest !== text) node.append(element("span", "at", first));
  rest.split(mention).forEach((part, index) => {
    if (index > 0) node.append(element("span", "at", mention));
    node.append(part);
  });
}

function face(said, person, view) {
  if (said.from.kind === "bot") {
    const isNotifier = said.from.name !== view.botName;
    const node = element("span", isNotifier ? "face notifier" : "face bot");
    node.textContent = isNotifier ? "通知" : view.botName.slice(-2);
    node.ariaHidden = "true";
    return node;
  }
  const tone = (person?.index ?? 0) % 6;
  const node = element("span", `face tone-${tone}`, (person?.name ?? "").slice(-2));
  node.ariaHidden = "true";
  return node;
}
