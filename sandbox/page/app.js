import { Clock, formatMoment, shortTime } from "./calendar.js";
import { setUpDialogs } from "./dialogs.js";
import { Phone } from "./phone.js";
import { Steps } from "./steps.js";

const sides = ["left", "right"];
const find = (id) => document.querySelector(`#${id}`);

/** Every bubble known, by talk and then by number. */
const talks = new Map();
const phones = new Map();
let state;
/** Somebody has chosen phones or pressed a step since the play began. */
let isTouched = false;

const clock = new Clock((now) => {
  const words = formatMoment(now);
  find("clock").textContent = words;
  find("clock").dateTime = new Date(now).toISOString();
  for (const phone of phones.values()) phone.showTime(shortTime(now));
  steps.update();
});
const steps = new Steps({ talk: talkOf, clock, act, look: lookAgain, follow });

await start();

async function start() {
  // The link's secret leaves the address bar; the cookie has taken its place.
  if (location.search !== "") history.replaceState(null, "", location.pathname);
  setUpBigText();
  setUpSheets();
  setUpDialogs({ getState: () => state, clock, send, toast });
  await load();
  for (const side of sides) {
    const touched = () => {
      isTouched = true;
    };
    const changed = () => showTab(side);
    const parts = { state, talk: talkOf, post, tap, changed, touched };
    phones.set(side, new Phone(find(`phone-${side}`), parts));
  }
  layOut(steps.current());
  setUpTabs();
  listen();
}

async function load() {
  const response = await fetch("/sandbox/state");
  state = await response.json();
  state.people.forEach((person, index) => {
    person.index = index;
  });
  find("place").textContent = `${state.county}政协　${state.area}`;
  find("brand").textContent = state.brand;
  steps.fill(state);
}

function talkOf(conversation) {
  return [...(talks.get(conversation)?.values() ?? [])].sort((a, b) => a.id - b.id);
}

function listen() {
  const offline = find("offline");
  const events = new EventSource("/sandbox/events");
  // What comes before the server has caught up was said before this page was opened.
  let isReplay = true;
  let isFirst = true;
  let loaded = Promise.resolve();
  events.addEventListener("open", () => {
    offline.hidden = true;
  });
  events.addEventListener("error", () => {
    offline.hidden = false;
  });
  events.addEventListener("clock", (event) => clock.set(JSON.parse(event.data).now));
  events.addEventListener("reset", () => {
    talks.clear();
    isReplay = true;
    if (!isFirst) loaded = begin();
    isFirst = false;
  });
  events.addEventListener("caught-up", async () => {
    if (!isReplay) return;
    await loaded;
    isReplay = false;
    for (const phone of phones.values()) phone.redraw();
    steps.update();
    // Whoever was quicker than the line keeps the phones they chose.
    if (!isTouched) layOut(steps.current());
  });
  events.addEventListener("said", (event) => {
    const said = JSON.parse(event.data);
    const talk = talks.get(said.conversation) ?? new Map();
    talks.set(said.conversation, talk);
    said.isChange = talk.has(said.id);
    talk.set(said.id, said);
    if (isReplay) return;
    for (const phone of phones.values()) phone.take(said);
    steps.update();
  });
}

/** The play begins anew, perhaps under other names. */
async function begin() {
  isTouched = false;
  for (const phone of phones.values()) phone.redraw();
  await load();
  for (const phone of phones.values()) phone.refresh(state);
}

/** The two phones of a step; on a narrow screen the one that speaks lies on top. */
function layOut(step) {
  step.phones.forEach(({ userId, place }, index) => phones.get(sides[index]).open(userId, place));
  const speaker = step.phones.findIndex(({ userId }) => userId === step.userId);
  chooseTab(sides[Math.max(speaker, 0)]);
  showGuide(false);
}

function lookAgain(step) {
  isTouched = true;
  layOut(step);
}

let spokeAt = -Infinity;

/**
 * A step was done on another page of this play, perhaps on a phone in somebody's hand: the picture
 * on the wall goes along, unless somebody is busy here.
 */
function follow(step) {
  const isBusy = [...phones.values()].some((phone) => phone.isWriting());
  const isAsking = document.querySelector("dialog[open], .guide.open") !== null;
  if (isBusy || isAsking || performance.now() - spokeAt < 10_000) return;
  if (phones.size === sides.length) layOut(step);
}

async function act(step) {
  isTouched = true;
  layOut(step);
  if (step.kind === "wind") {
    const { ok, answer } = await send("/sandbox/wind", { step: step.id });
    if (ok) clock.set(answer.now);
    toast(ok ? `现在是${formatMoment(clock.now())}。` : "没有快进成，请再点一次。");
    return;
  }
  if (step.kind === "tap") return tapFor(step);
  const { userId, conversation, text, mentionsBot, spoken } = step;
  const isSent = await post("/sandbox/say", { userId, conversation, text, mentionsBot, spoken });
  if (!isSent) toast("这句话没有发出去，请再点一次。");
}

/** Taps the newest card of the talk on which one chooses. */
async function tapFor({ userId, conversation, key, chosen }) {
  const said = talkOf(conversation).findLast(({ card }) => card?.kind === "vote");
  if (said === undefined) return toast("还没有可以点的卡片，请先做前面的步骤。");
  const { ok, answer } = await tap({ userId, conversation, saidId: said.id, key, chosen });
  if (!ok) toast(answer.message ?? "这一下没有点上，请再点一次。");
}

/** @returns {Promise<boolean>} true if the server took it */
async function post(address, body) {
  if (address === "/sandbox/say") spokeAt = performance.now();
  return (await send(address, body)).ok;
}

/** Longer than the apps wait for the bot; after that nothing comes any more. */
const tapMsMax = 20_000;

function tap(body) {
  isTouched = true;
  spokeAt = performance.now();
  return send("/sandbox/tap", body, AbortSignal.timeout(tapMsMax));
}

/** @param [signal] gives it up */
async function send(address, body, signal) {
  try {
    const response = await fetch(address, {
      method: "POST",
      signal,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const isJson = (response.headers.get("content-type") ?? "").includes("json");
    return { ok: response.ok, answer: isJson ? await response.json() : {} };
  } catch {
    return { ok: false, answer: {} };
  }
}

let toastTimer;

function toast(words) {
  const node = find("toast");
  node.textContent = words;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => {
    node.textContent = "";
  }, 5000);
}

function showTab(side) {
  const phone = phones.get(side);
  if (phone === undefined) return;
  const { person, missed } = phone;
  const tab = find(`tab-${side}`);
  const where = person.platform === "wecom" ? "企业微信" : "钉钉";
  tab.textContent = `${person.name}　${where}`;
  if (missed === 0) return;
  const badge = document.createElement("span");
  badge.className = "unread";
  badge.textContent = String(missed);
  const words = document.createElement("span");
  words.className = "sr";
  words.textContent = "条没看";
  tab.append(badge, words);
}

function chooseTab(chosen) {
  for (const side of sides) {
    const tab = find(`tab-${side}`);
    tab.ariaSelected = String(side === chosen);
    tab.tabIndex = side === chosen ? 0 : -1;
    find(`phone-${side}`).classList.toggle("chosen", side === chosen);
  }
  const phone = phones.get(chosen);
  phone.missed = 0;
  showTab(chosen);
  phone.scrollToEnd();
}

function setUpTabs() {
  for (const side of sides) {
    const tab = find(`tab-${side}`);
    tab.addEventListener("click", () => chooseTab(side));
    tab.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
      const other = sides.find((one) => one !== side);
      chooseTab(other);
      find(`tab-${other}`).focus();
    });
  }
}

/** On narrow screens the list of steps and the buttons are put away until asked for. */
function setUpSheets() {
  find("open-guide").addEventListener("click", () => {
    showGuide(true);
    steps.keepInSight();
    find("guide-title").focus();
  });
  find("close-guide").addEventListener("click", () => {
    showGuide(false);
    find("open-guide").focus();
  });
  const more = find("more");
  const showTools = (isOpen) => {
    more.ariaExpanded = String(isOpen);
    find("tools").classList.toggle("open", isOpen);
  };
  more.addEventListener("click", () => showTools(more.ariaExpanded !== "true"));
  find("tools").addEventListener("click", () => showTools(false));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || document.querySelector("dialog[open]") !== null) return;
    if (more.ariaExpanded === "true") more.focus();
    showTools(false);
    showGuide(false);
  });
  document.addEventListener("click", ({ target }) => {
    if (target.closest("#tools, #more") === null) showTools(false);
  });
}

function showGuide(isOpen) {
  find("guide").classList.toggle("open", isOpen);
  find("open-guide").ariaExpanded = String(isOpen);
}

function setUpBigText() {
  const button = find("big-text");
  const show = (isBig) => {
    document.documentElement.classList.toggle("big", isBig);
    button.ariaPressed = String(isBig);
    for (const phone of phones.values()) phone.keepUp();
  };
  show(recall("sandbox-big") === "yes");
  button.addEventListener("click", () => {
    const isBig = button.ariaPressed !== "true";
    remember("sandbox-big", isBig ? "yes" : "no");
    show(isBig);
  });
}

// Some browsers forbid storage; the page works without it.
function remember(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    /* not kept */
  }
}

function recall(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}
