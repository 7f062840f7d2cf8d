import { hasNews, renderMoment, renderSaid, updateSaid } from "./bubble.js";
import { element } from "./element.js";
import { Taps } from "./taps.js";

const platformNames = { wecom: "企业微信", dingtalk: "钉钉" };

/** How near to the end of the talk still counts as reading along. */
const nearEndPx = 90;

/** One phone: a person, the talk they have open, and the line they are writing. */
export class Phone {
  constructor(root, { state, talk, post, tap, changed, touched }) {
    this.root = root;
    this.state = state;
    this.talk = talk;
    this.post = post;
    this.changed = changed;
    /** Told when somebody chooses a person or a place. */
    this.touched = touched;
    this.place = "group";
    this.unread = { group: 0, single: 0 };
    /** What came while the other phone lay on top. */
    this.missed = 0;
    this.drafts = new Map();
    this.shown = new Map();
    this.taps = new Taps({
      send: tap,
      find: (id) => this.shown.get(id)?.said,
      changed: (id) => this.drawAgain(id),
    });
    this.build();
  }

  build() {
    const template = document.querySelector("#phone-template");
    this.root.append(template.content.cloneNode(true));
    this.parts = {};
    for (const node of this.root.querySelectorAll("[data-part]")) {
      this.parts[node.dataset.part] = node;
    }
    const { parts, state } = this;
    for (const [label, field] of [
      [parts["person-label"], parts.person],
      [parts["input-label"], parts.input],
    ]) {
      field.id = `${this.root.id}-${field.dataset.part}`;
      label.htmlFor = field.id;
    }
    this.fillPeople();
    parts.mention.textContent = `@${state.botName}`;
    parts.examples.append(...state.examples.map((words) => this.exampleButton(words)));
    parts.person.addEventListener("change", () => this.choosePerson(parts.person.value));
    parts.group.addEventListener("click", () => this.choosePlace("group"));
    parts.single.addEventListener("click", () => this.choosePlace("single"));
    parts["edge-time"].textContent = "9:20";
    for (const chip of [parts.mention, parts.voice]) {
      chip.addEventListener("click", () => press(chip, !isPressed(chip)));
    }
    parts.composer.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    parts.input.addEventListener("keydown", (event) => {
      // An Enter that ends the choice of a Chinese word does not send.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.send();
    });
    this.isFollowing = true;
    parts.log.addEventListener("scroll", () => {
      this.isFollowing = this.isNearEnd();
      if (this.isFollowing) parts.newer.hidden = true;
    });
    // The keyboard of a phone, larger letters, a longer line: who was at the end stays there.
    new ResizeObserver(() => this.keepUp()).observe(parts.log);
    parts.newer.addEventListener("click", () => this.scrollToEnd());
  }

  /** The names of places have changed; who holds the phone has not. */
  refresh(state) {
    this.state = state;
    this.drafts.clear();
    this.taps.clear();
    this.unread = { group: 0, single: 0 };
    this.missed = 0;
    this.parts.person.replaceChildren();
    this.fillPeople();
    const { userId } = this.person;
    this.person = undefined;
    this.open(userId, this.place);
  }

  /** Puts the phone of a step on the table; nobody opened the talk by hand, so nobody is told. */
  open(userId, place) {
    if (this.person?.userId === userId && this.place === place) return;
    this.keepDraft();
    this.place = place;
    this.takePerson(userId);
    this.showPlace();
    this.changed();
  }

  isWriting() {
    return this.parts.input.value !== "";
  }

  isVisible() {
    return this.root.offsetParent !== null;
  }

  fillPeople() {
    const groups = [
      ["委员（按名单顺序）", this.state.people.filter((person) => !person.isStaff)],
      ["工作人员", this.state.people.filter((person) => person.isStaff)],
    ];
    for (const [label, people] of groups) {
      const group = document.createElement("optgroup");
      group.label = label;
      for (const person of people) group.append(this.personOption(person));
      this.parts.person.append(group);
    }
  }

  personOption(person) {
    const option = document.createElement("option");
    const where = platformNames[person.platform] ?? "没有账号，用纸和电话";
    option.textContent = `${person.name}　${person.post}　${where}`;
    option.value = person.userId ?? "";
    option.disabled = person.userId === undefined;
    return option;
  }

  exampleButton(words) {
    const button = element("button", "", words);
    button.type = "button";
    button.dataset.testid = "example";
    button.addEventListener("click", () => {
      this.parts.input.value = words;
      this.parts.input.focus();
    });
    return button;
  }

  choosePerson(userId) {
    this.touched();
    this.keepDraft();
    this.takePerson(userId);
    this.showPlace();
    this.enter();
    this.changed();
  }

  takePerson(userId) {
    this.person = this.state.people.find((person) => person.userId === userId);
    this.group = this.state.groups.find((group) => group.platform === this.person.platform);
    this.parts.person.value = userId;
    this.root.dataset.platform = this.person.platform;
    this.root.ariaLabel = `${this.person.name}的手机，${platformNames[this.person.platform]}`;
    this.parts["app-name"].textContent = platformNames[this.person.platform];
    this.unread = { group: 0, single: 0 };
  }

  choosePlace(place) {
    this.touched();
    this.keepDraft();
    this.place = place;
    this.showPlace();
    this.enter();
    this.changed();
  }

  /** One app tells its bot when somebody opens the talk with it. */
  enter() {
    if (this.place !== "single" || this.person.platform !== "wecom") return;
    void this.post("/sandbox/enter", { userId: this.person.userId });
  }

  showTime(words) {
    this.parts["edge-time"].textContent = words;
  }

  get conversation() {
    return this.place === "group" ? this.group.conversation : this.person.single;
  }

  showPlace() {
    const { parts, place } = this;
    const isGroup = place === "group";
    press(parts.group, isGroup);
    press(parts.single, !isGroup);
    this.unread[place] = 0;
    this.showUnread();
    press(parts.mention, true);
    press(parts.voice, false);
    parts.mention.hidden = !isGroup;
    parts.voice.hidden = isGroup;
    parts.input.placeholder = isGroup ? "在群里说" : `对${this.state.botName}说`;
    parts.input.value = this.drafts.get(this.conversation) ?? "";
    parts.trouble.hidden = true;
    const title = isGroup ? this.group.title : this.state.botName;
    parts.title.textContent = title;
    parts.log.ariaLabel = `${this.person.name}的手机，${title}`;
    this.redraw();
  }

  keepDraft() {
    if (this.person !== undefined) this.drafts.set(this.conversation, this.parts.input.value);
  }

  /** Draws the whole talk; silent for screen readers, which would read it all out again. */
  redraw() {
    const { log } = this.parts;
    log.ariaLive = "off";
    log.replaceChildren();
    this.shown = new Map();
    this.last = undefined;
    for (const said of this.talk(this.conversation)) this.draw(said);
    this.parts.newer.hidden = true;
    this.showEmpty();
    this.scrollToEnd();
    requestAnimationFrame(() => {
      log.ariaLive = "polite";
    });
  }

  /** A bubble is new or has changed. */
  take(said) {
    if (said.conversation !== this.conversation) {
      this.countUnread(said);
      return;
    }
    const isNew = !this.shown.has(said.id);
    if (isNew && !this.isVisible()) {
      this.missed += 1;
      this.changed();
    }
    const isNews = hasNews(this.shown.get(said.id)?.said, said, this.person.userId);
    const isTapped = this.taps.isBusy(said.id, this.person.userId);
    const { isFollowing } = this;
    this.draw(said);
    this.showEmpty();
    const { node } = this.shown.get(said.id);
    const isOwn = said.from.kind === "person" && said.from.userId === this.person.userId;
    if (isTapped) this.keepInSight(node);
    else if (isNews && (isFollowing || isOwn)) this.scrollToEnd();
    else if (isNew) this.parts.newer.hidden = false;
    if (isFollowing && isNew) this.keepFirstLine(node);
  }

  /** A tap is under way, or it came to nothing. */
  drawAgain(saidId) {
    const shown = this.shown.get(saidId);
    if (shown === undefined) return;
    this.draw(shown.said);
    this.keepInSight(shown.node);
  }

  get view() {
    return {
      phoneId: this.root.id,
      userId: this.person.userId,
      platform: this.person.platform,
      botName: this.state.botName,
      personOf: (userId) => this.state.people.find((person) => person.userId === userId),
      taps: this.taps,
    };
  }

  draw(said) {
    const { view } = this;
    const shown = this.shown.get(said.id);
    const node = shown?.node ?? renderSaid(said, view);
    this.shown.set(said.id, { node, said });
    if (shown !== undefined) {
      updateSaid(node, shown.said, said, view);
      return;
    }
    const moment = renderMoment(said, this.last);
    if (moment !== undefined) this.parts.log.append(moment);
    this.parts.log.append(node);
    this.last = said;
  }

  countUnread(said) {
    if (said.from.kind !== "bot" && said.from.userId === this.person.userId) return;
    if (said.isChange) return;
    if (said.conversation === this.group.conversation) this.unread.group += 1;
    else if (said.conversation === this.person.single) this.unread.single += 1;
    this.showUnread();
  }

  showUnread() {
    for (const place of ["group", "single"]) {
      const badge = this.parts[`${place}-unread`];
      const count = this.unread[place];
      badge.hidden = count === 0;
      badge.textContent = String(count);
      const name = place === "group" ? `：${this.group.title}` : this.state.botName;
      this.parts[`${place}-name`].textContent = count === 0 ? name : `${name}，没看的：`;
    }
  }

  showEmpty() {
    this.parts.empty.hidden = this.shown.size > 0;
  }

  isNearEnd() {
    const { log } = this.parts;
    return log.scrollHeight - log.scrollTop - log.clientHeight < nearEndPx;
  }

  /** The first line says the result: an answer longer than the screen is shown from its start. */
  keepFirstLine(node) {
    const { log } = this.parts;
    const tooFarPx = log.getBoundingClientRect().top - node.getBoundingClientRect().top + 10;
    if (tooFarPx <= 10) return;
    log.scrollTop -= tooFarPx;
    this.isFollowing = this.isNearEnd();
  }

  keepInSight(node) {
    const { log } = this.parts;
    const lowestPx = log.getBoundingClientRect().bottom - 10;
    const belowPx = node.getBoundingClientRect().bottom - lowestPx;
    if (belowPx > 0) log.scrollTop += belowPx;
    this.keepFirstLine(node);
  }

  keepUp() {
    if (this.isFollowing) this.scrollToEnd();
  }

  scrollToEnd() {
    this.isFollowing = true;
    this.parts.log.scrollTop = this.parts.log.scrollHeight;
    this.parts.newer.hidden = true;
  }

  async send() {
    const { input, mention, voice, trouble } = this.parts;
    const text = input.value.trim();
    const isGroup = this.place === "group";
    const mentionsBot = isGroup && (isPressed(mention) || text.includes(`@${this.state.botName}`));
    // A bare mention is a way of asking for help.
    if (text === "" && !mentionsBot) return;
    const line = {
      userId: this.person.userId,
      conversation: this.conversation,
      text: text === "" ? `@${this.state.botName}` : text,
      mentionsBot,
      spoken: !isGroup && isPressed(voice),
    };
    input.value = "";
    press(voice, false);
    const isSent = await this.post("/sandbox/say", line);
    trouble.hidden = isSent;
    if (isSent) return;
    trouble.textContent = "这句话没有发出去，请再点一次发送。";
    if (input.value === "") input.value = text;
  }
}

function press(button, isOn) {
  button.ariaPressed = String(isOn);
}

function isPressed(button) {
  return button.ariaPressed === "true";
}
