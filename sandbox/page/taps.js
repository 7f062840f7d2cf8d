import { cardOf } from "./card.js";

const unreached = "没有连上，请再点一次。";

/** What is chosen and under way on the cards of one phone, for each person who holds it. */
export class Taps {
  /**
   * @param send posts a tap; resolves to `{ ok, answer }`
   * @param find the bubble of a number as it is now, if it is on the screen
   * @param changed told the bubble whose card looks different now
   */
  constructor({ send, find, changed }) {
    this.send = send;
    this.find = find;
    this.changed = changed;
    this.states = new Map();
  }

  clear() {
    this.states.clear();
  }

  isBusy(saidId, userId) {
    return this.states.get(keyOf(saidId, userId))?.busy !== undefined;
  }

  stateOf(said, userId) {
    const key = keyOf(said.id, userId);
    const state = this.states.get(key) ?? { chosen: {}, trouble: "", until: Infinity };
    this.states.set(key, state);
    const card = cardOf(said, userId);
    const looks = JSON.stringify(card);
    if (state.looks !== looks) {
      Object.assign(state, { looks, busy: undefined, trouble: "" });
      if (state.kind !== card.kind) Object.assign(state, { kind: card.kind, chosen: {} });
    }
    // The answer may be the card as it was.
    if (said.revision >= state.until) state.busy = undefined;
    return state;
  }

  async tap(saidId, userId, key) {
    const said = this.find(saidId);
    if (said === undefined) return;
    const state = this.stateOf(said, userId);
    if (state.busy !== undefined) return;
    Object.assign(state, { busy: key, until: Infinity, trouble: "" });
    this.changed(saidId);
    const { conversation } = said;
    const { chosen } = state;
    const { ok, answer } = await this.send({ userId, conversation, saidId, key, chosen });
    // This may overtake the card, which comes by the live stream.
    if (ok) state.until = answer.revision;
    else Object.assign(state, { busy: undefined, trouble: answer.message ?? unreached });
    this.changed(saidId);
  }
}

function keyOf(saidId, userId) {
  return `${saidId} ${userId}`;
}
