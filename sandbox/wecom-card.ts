import { isObject, pick, utf8Length } from "./api.ts";
import type { ShownButton, ShownCard, ShownOption } from "./timeline.ts";
import { WireError } from "./wire.ts";

/** Who sends the card: the push robot hears no taps, so it has fewer kinds. */
export type CardSender = "aibot" | "app" | "push";

/**
 * Reads a `template_card` as strictly as the platform, and as a client would show it.
 * @throws WireError naming the first rule that it breaks
 */
export function readTemplateCard(card: unknown, sender: CardSender): ShownCard {
  need(isObject(card), "template_card without card");
  const type = pick(card, "card_type");
  const reader = typeof type === "string" ? readers[type] : undefined;
  if (reader === undefined) throw new WireError(`card_type ${String(type)} is unknown`);
  const isNotice = reader === readTextNotice || reader === readNewsNotice;
  need(isNotice || sender !== "push", `card_type ${String(type)} is not allowed here (push)`);
  for (const field of ["button_selection", "action_menu"]) {
    need(pick(card, field) === undefined, `${field} is not pretended here`);
  }
  return reader(card);
}

const readers: Readonly<Record<string, (card: unknown) => ShownCard>> = {
  text_notice: readTextNotice,
  news_notice: readNewsNotice,
  button_interaction: readButtons,
  vote_interaction: readVote,
  multiple_interaction: readForm,
};

function readTextNotice(card: unknown): ShownCard {
  const title = optionalText(card, "main_title", "title");
  const body = optionalText(card, "sub_title_text");
  need(title !== undefined || body !== undefined, "text_notice without title and without text");
  return {
    id: optionalTaskId(card),
    kind: "notice",
    title: title ?? "",
    ...noteOf(card),
    ...(body === undefined ? {} : { body }),
    facts: readFacts(card),
    ...readCardAction(card, true),
  };
}

function readNewsNotice(card: unknown): ShownCard {
  const picture = optionalText(card, "card_image", "url");
  const beside = optionalText(card, "image_text_area", "image_url");
  need(picture !== undefined || beside !== undefined, "news_notice without picture");
  return {
    id: optionalTaskId(card),
    kind: "notice",
    title: text(card, "main_title", "title"),
    ...noteOf(card),
    facts: readFacts(card),
    ...readCardAction(card, true),
  };
}

function readButtons(card: unknown): ShownCard {
  const body = optionalText(card, "sub_title_text");
  const buttons = list(card, { max: 6 }, "button_list").map(readButton);
  needUnique(buttons.map(({ key }) => key));
  return {
    id: taskId(card),
    kind: "buttons",
    title: text(card, "main_title", "title"),
    ...noteOf(card),
    ...(body === undefined ? {} : { body }),
    facts: readFacts(card),
    ...readCardAction(card, false),
    buttons,
  };
}

/** The four looks are told apart by a picture only; the first stands out, the third warns. */
const looks: Readonly<Record<number, ShownButton["style"]>> = { 1: "main", 3: "warning" };

function readButton(button: unknown): ShownButton {
  need((pick(button, "type") ?? 0) === 0, "buttons with an address are not pretended here");
  const style = pick(button, "style") ?? 1;
  need(
    typeof style === "number" && Number.isInteger(style) && style >= 1 && style <= 4,
    "button style is not 1 to 4",
  );
  const look = looks[style];
  return {
    key: name(button, keyBytesMax, "key"),
    text: text(button, "text"),
    ...(look === undefined ? {} : { style: look }),
  };
}

function readVote(card: unknown): ShownCard {
  const mode = pick(card, "checkbox", "mode") ?? 0;
  need(mode === 0 || mode === 1, "checkbox mode is not 0 or 1");
  const question = name(card, keyBytesMax, "checkbox", "question_key");
  return {
    id: taskId(card),
    kind: "vote",
    ...sourceOf(card),
    title: text(card, "main_title", "title"),
    ...noteOf(card),
    mode: mode === 1 ? "multi" : "single",
    options: readOptions(card, 20, "checkbox", "option_list"),
    submit: text(card, "submit_button", "text"),
    names: { question, submit: name(card, keyBytesMax, "submit_button", "key") },
  };
}

function readForm(card: unknown): ShownCard {
  const selects = list(card, { max: 3 }, "select_list").map((select) => ({
    key: name(select, keyBytesMax, "question_key"),
    title: optionalText(select, "title") ?? "",
    options: readOptions(select, 10, "option_list"),
  }));
  needUnique(selects.map(({ key }) => key));
  return {
    // The page calls it optional here, but a tap could not tell then what was tapped.
    id: taskId(card),
    kind: "form",
    ...sourceOf(card),
    title: text(card, "main_title", "title"),
    ...noteOf(card),
    selects,
    submit: text(card, "submit_button", "text"),
    names: { submit: name(card, keyBytesMax, "submit_button", "key") },
  };
}

function readOptions(card: unknown, max: number, ...path: string[]): readonly ShownOption[] {
  const options = list(card, { max }, ...path).map((option) => ({
    id: name(option, optionIdBytesMax, "id"),
    text: text(option, "text"),
  }));
  needUnique(options.map(({ id }) => id));
  return options;
}

const keyBytesMax = 1024;
const optionIdBytesMax = 128;

function readFacts(card: unknown): NonNullable<ShownCard["facts"]> {
  return list(card, { min: 0, max: 6 }, "horizontal_content_list").map((fact) => {
    const type = pick(fact, "type") ?? 0;
    need(type !== 1 || webAddress(fact, "url") !== undefined, "fact of type 1 without url");
    need(type !== 3 || optionalText(fact, "userid") !== undefined, "fact of type 3 without userid");
    return { label: text(fact, "keyname"), value: optionalText(fact, "value") ?? "" };
  });
}

/** Where a tap on the card itself leads, in the words of the first jump. */
function readCardAction(card: unknown, isRequired: boolean): Pick<ShownCard, "link"> {
  const jumps = list(card, { min: 0, max: 3 }, "jump_list");
  for (const jump of jumps) {
    text(jump, "title");
    need(pick(jump, "type") !== 1 || webAddress(jump, "url") !== undefined, "jump without url");
  }
  const type = pick(card, "card_action", "type") ?? 0;
  need(!isRequired || type === 1 || type === 2, "card_action with type 1 or 2 is missing");
  if (type === 2) text(card, "card_action", "appid");
  if (type !== 1) return {};
  const url = webAddress(card, "card_action", "url");
  if (url === undefined) throw new WireError("card_action without url");
  return { link: { text: optionalText(jumps[0], "title") ?? "查看详情", url } };
}

function webAddress(value: unknown, ...path: string[]): string | undefined {
  const address = optionalText(value, ...path);
  return address !== undefined && /^https?:\/\//.test(address) && URL.canParse(address)
    ? address
    : undefined;
}

function noteOf(card: unknown): Pick<ShownCard, "note"> {
  const note = optionalText(card, "main_title", "desc");
  return note === undefined ? {} : { note };
}

/** Words longer than the platform recommends are allowed, but cut off where it shows them. */
function sourceOf(card: unknown): Pick<ShownCard, "source"> {
  const source = optionalText(card, "source", "desc");
  need((source ?? "").length <= 20, "source.desc is longer than 20 characters");
  return source === undefined ? {} : { source };
}

function taskId(card: unknown): string {
  const id = name(card, 128, "task_id");
  need(/^[0-9A-Za-z_\-@]+$/.test(id), "task_id holds other characters than 0-9 A-Z a-z _ - @");
  return id;
}

function optionalTaskId(card: unknown): string {
  return pick(card, "task_id") === undefined ? "" : taskId(card);
}

function name(value: unknown, bytesMax: number, ...path: string[]): string {
  const found = text(value, ...path);
  need(utf8Length(found) <= bytesMax, `${path.join(".")} exceeds ${bytesMax} bytes`);
  return found;
}

function text(value: unknown, ...path: string[]): string {
  const found = optionalText(value, ...path);
  if (found === undefined) throw new WireError(`${path.join(".")} is missing`);
  return found;
}

function optionalText(value: unknown, ...path: string[]): string | undefined {
  const found = pick(value, ...path);
  need(found === undefined || typeof found === "string", `${path.join(".")} is not a string`);
  return typeof found === "string" && found.trim() !== "" ? found : undefined;
}

function list(
  value: unknown,
  { min = 1, max }: { readonly min?: number; readonly max: number },
  ...path: string[]
): readonly unknown[] {
  const found: unknown = pick(value, ...path) ?? [];
  if (!Array.isArray(found)) throw new WireError(`${path.join(".")} is not a list`);
  const isInRange = found.length >= min && found.length <= max;
  need(isInRange, `${path.join(".")} has ${found.length} items, not ${min} to ${max}`);
  return found;
}

function needUnique(keys: readonly string[]): void {
  need(new Set(keys).size === keys.length, "a key is there twice");
}

function need(holds: boolean, rule: string): asserts holds {
  if (!holds) throw new WireError(rule);
}
