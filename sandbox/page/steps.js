import { element } from "./element.js";

/** What the button of a step says. */
const acts = { say: "替我打字", tap: "替我点", wind: "快进" };

/** A line that was lost on the way can be said again. */
const heardStates = new Set(["answered", "silent"]);

/**
 * The script on the left. What has been done is read off the talks and the calendar, so that every
 * page of the same play shows the same, also after it was opened anew.
 */
export class Steps {
  /**
   * `talk` gives a conversation's bubbles, `clock` the play's time; `act` says or winds, `look`
   * opens a step's phones, `follow` is told when a step was done, here or on another page.
   */
  constructor({ talk, clock, act, look, follow }) {
    this.talk = talk;
    this.clock = clock;
    this.act = act;
    this.look = look;
    this.follow = follow;
    this.root = document.querySelector("#steps");
    this.bar = {
      count: document.querySelector("#open-guide"),
      who: document.querySelector("#now-who"),
      words: document.querySelector("#now-words"),
      act: document.querySelector("#now-do"),
    };
    this.bar.act.addEventListener("click", () => this.next && this.perform(this.next));
    this.steps = [];
    this.extras = [];
    this.busy = undefined;
    this.waiting = new Set();
    this.line = Promise.resolve();
  }

  /** Draws everything anew: at first, and when the names have changed. */
  fill({ parts, extras }) {
    this.nodes = new Map();
    this.steps = parts.flatMap((part) => part.steps);
    this.extras = extras;
    this.busy = undefined;
    this.waiting.clear();
    this.line = Promise.resolve();
    this.root.replaceChildren(...parts.map((part) => this.partNode(part)), this.extrasNode(extras));
    this.update();
  }

  partNode({ minutes, title, steps }) {
    const part = element("section", "part");
    const heading = element("h3", "part-title");
    heading.append(element("span", "minutes", minutes), element("span", "part-name", title));
    const list = element("ol", "list");
    list.start = Number(steps[0].id);
    list.append(...steps.map((step) => this.stepNode(step)));
    part.append(heading, list);
    return part;
  }

  extrasNode(extras) {
    const part = element("section", "part extras");
    const heading = element("h3", "part-title");
    heading.append(element("span", "part-name", "还可以试试"));
    const list = element("ul", "list");
    list.append(...extras.map((step) => this.stepNode(step)));
    part.append(heading, list);
    return part;
  }

  stepNode(step) {
    const node = element("li", "step");
    node.dataset.testid = "step";
    node.dataset.step = step.id;
    const mark = element("span", "mark");
    mark.ariaHidden = "true";
    const who = element("p", "who");
    who.id = `who-${step.id}`;
    if (step.kind === "wind") who.append(element("b", "", "快进"), `　到${step.when}`);
    else who.append(element("b", "", step.who), `　${step.where}`);
    const state = element("span", "sr");
    who.append(state);
    node.append(mark, who);
    const words = element("p", "words-said", step.text ?? "");
    words.id = `words-${step.id}`;
    if (step.kind !== "wind") node.append(words);
    const button = element("button", "do", acts[step.kind]);
    button.type = "button";
    button.dataset.testid = "step-do";
    button.setAttribute("aria-describedby", `who-${step.id} words-${step.id}`);
    if (step.kind === "wind") button.setAttribute("aria-describedby", `who-${step.id}`);
    button.addEventListener("click", () => {
      this.pressed = step.id;
      void this.perform(step);
    });
    const again = element("button", "again", "再看看");
    again.type = "button";
    again.dataset.testid = "step-look";
    again.setAttribute("aria-describedby", `who-${step.id}`);
    again.addEventListener("click", () => this.look(step));
    node.append(button, again);
    this.nodes.set(step.id, { node, mark, state, button, again });
    return node;
  }

  isDone(step) {
    if (step.kind === "wind") return this.clock.now() >= step.to;
    if (step.kind === "tap")
      return this.talk(step.conversation).some((said) => isTapped(said, step));
    return this.talk(step.conversation).some(
      ({ from, text, delivery }) =>
        from.userId === step.userId && text === step.text && heardStates.has(delivery),
    );
  }

  /** The step whose phones lie on the table when the page opens. */
  current() {
    return this.steps.findLast((step) => this.isDone(step)) ?? this.steps[0];
  }

  update() {
    if (this.nodes === undefined) return;
    const done = new Set(this.steps.filter((step) => this.isDone(step)));
    const before = this.next;
    this.next = this.steps.find((step) => !done.has(step));
    for (const step of this.steps) {
      this.show(step, done.has(step) ? "done" : step === this.next ? "next" : "later");
    }
    for (const step of this.extras) {
      const isOver = step.kind === "wind" && this.isDone(step);
      this.show(step, isOver ? "done" : "extra");
    }
    this.showBar(done.size);
    const last = this.steps.findLast((step) => step.kind !== "wind" && done.has(step));
    if (last !== this.last) {
      this.last = last;
      if (last !== undefined) this.follow(last);
    }
    if (this.next !== before) this.keepInSight(before);
  }

  show(step, state) {
    const { node, mark, state: words, button, again } = this.nodes.get(step.id);
    node.dataset.state = state;
    node.ariaCurrent = state === "next" ? "step" : null;
    mark.textContent = state === "done" ? "✓" : state === "extra" ? "·" : step.id;
    words.textContent = { done: "（做过了）", next: "（该这一步）" }[state] ?? "";
    button.hidden = state === "done";
    button.disabled = state === "later" || this.busy === step.id;
    again.hidden = state !== "done";
  }

  showBar(count) {
    const { bar, next, steps } = this;
    bar.count.textContent = `步骤 ${Math.min(count + 1, steps.length)}/${steps.length}`;
    bar.act.hidden = next === undefined;
    bar.who.replaceChildren();
    if (next === undefined) {
      bar.who.append(element("b", "", "演完了"));
      bar.words.textContent = "点“步骤”，还可以试试别的";
      return;
    }
    const isWind = next.kind === "wind";
    bar.who.append(element("b", "", isWind ? "快进" : next.who), isWind ? "" : `　${next.where}`);
    bar.words.textContent = isWind ? `到${next.when}` : next.text.replaceAll("\n", "　");
    bar.act.textContent = acts[next.kind];
    bar.act.disabled = this.busy === next.id;
  }

  /** Whoever pressed the last step with a keyboard stands at the next one. */
  keepInSight(before) {
    if (before !== undefined && this.pressed === before.id) {
      this.pressed = undefined;
      if (this.next !== undefined)
        this.nodes.get(this.next.id).button.focus({ preventScroll: true });
    }
    if (this.next === undefined) return;
    const { root } = this;
    const box = root.getBoundingClientRect();
    const step = this.nodes.get(this.next.id).node.getBoundingClientRect();
    // In the upper part of the list: what was just done stays in sight above it.
    const top = root.scrollTop + step.top - box.top - (box.height - step.height) / 3;
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    root.scrollTo({ top, behavior: isCalm ? "auto" : "smooth" });
  }

  /** A second press while the first is on its way does nothing; the next step waits its turn. */
  perform(step) {
    if (this.waiting.has(step.id)) return this.line;
    this.waiting.add(step.id);
    const own = this.line.then(() => this.run(step));
    this.line = own.catch(() => {});
    return own;
  }

  async run(step) {
    this.busy = step.id;
    this.update();
    try {
      await this.act(step);
    } finally {
      this.busy = undefined;
      this.waiting.delete(step.id);
      this.update();
    }
  }
}

/** Shown on the card itself; after the bot was started anew only that it was tapped is left. */
function isTapped({ card, from, text }, { userId }) {
  if (card?.forPerson?.[userId] !== undefined) return true;
  return from.userId === userId && text === "点了卡片";
}
