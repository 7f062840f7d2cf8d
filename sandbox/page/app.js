import { Phone } from "./phone.js";

const sides = ["left", "right"];
const firstPeople = { left: "李梅", right: "王海涛" };

/** Every bubble known, by talk and then by number. */
const talks = new Map();
const phones = new Map();

await start();

async function start() {
  // The link's secret leaves the address bar; the cookie has taken its place.
  if (location.search !== "") history.replaceState(null, "", location.pathname);
  setUpBigText();
  const response = await fetch("/sandbox/state");
  const state = await response.json();
  state.people.forEach((person, index) => {
    person.index = index;
  });
  document.querySelector("#place").textContent = `${state.county}政协　${state.area}`;
  document.querySelector("#guide-title").textContent = state.brand;
  for (const node of document.querySelectorAll("[data-bot-name]")) {
    node.textContent = state.botName;
  }
  for (const side of sides) {
    const root = document.querySelector(`#phone-${side}`);
    const phone = new Phone(root, { state, talk: talkOf, post, changed: () => changed(side) });
    phones.set(side, phone);
    phone.choosePerson(rememberedPerson(side, state));
  }
  setUpTabs();
  listen();
}

function talkOf(conversation) {
  return [...(talks.get(conversation)?.values() ?? [])].sort((a, b) => a.id - b.id);
}

function listen() {
  const offline = document.querySelector("#offline");
  const events = new EventSource("/sandbox/events");
  // What comes before the server has caught up was said before this page was opened.
  let isReplay = true;
  events.addEventListener("open", () => {
    offline.hidden = true;
  });
  events.addEventListener("error", () => {
    offline.hidden = false;
  });
  events.addEventListener("reset", () => {
    talks.clear();
    isReplay = true;
  });
  events.addEventListener("caught-up", () => {
    if (!isReplay) return;
    isReplay = false;
    for (const phone of phones.values()) phone.redraw();
  });
  events.addEventListener("said", (event) => {
    const said = JSON.parse(event.data);
    const talk = talks.get(said.conversation) ?? new Map();
    talks.set(said.conversation, talk);
    said.isChange = talk.has(said.id);
    talk.set(said.id, said);
    if (isReplay) return;
    for (const phone of phones.values()) phone.take(said);
  });
}

/** @returns {Promise<boolean>} true if the server took it */
async function post(address, body) {
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return response.ok;
  } catch {
    return false;
  }
}

function changed(side) {
  const phone = phones.get(side);
  if (phone === undefined) return;
  remember(`sandbox-${side}`, phone.person.userId);
  showTab(side);
}

function showTab(side) {
  const { person } = phones.get(side);
  const where = person.platform === "wecom" ? "企业微信" : "钉钉";
  document.querySelector(`#tab-${side}`).textContent = `${person.name}　${where}`;
}

function setUpTabs() {
  const choose = (chosen) => {
    for (const side of sides) {
      const tab = document.querySelector(`#tab-${side}`);
      tab.ariaSelected = String(side === chosen);
      tab.tabIndex = side === chosen ? 0 : -1;
      document.querySelector(`#phone-${side}`).classList.toggle("chosen", side === chosen);
    }
    phones.get(chosen).scrollToEnd();
  };
  for (const side of sides) {
    const tab = document.querySelector(`#tab-${side}`);
    tab.addEventListener("click", () => choose(side));
    tab.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
      const other = sides.find((one) => one !== side);
      choose(other);
      document.querySelector(`#tab-${other}`).focus();
    });
    showTab(side);
  }
  choose("left");
}

function setUpBigText() {
  const button = document.querySelector("#big-text");
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

function rememberedPerson(side, state) {
  const known = state.people.find(
    ({ userId }) => userId !== undefined && userId === recall(`sandbox-${side}`),
  );
  return (known ?? state.people.find(({ name }) => name === firstPeople[side])).userId;
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
