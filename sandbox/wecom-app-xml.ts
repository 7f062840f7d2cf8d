import type { JsonObject } from "./api.ts";
import { WireError } from "./wire.ts";

/** The XML between the platform and the self-built app, written and read by the platform's rules. */
export interface XmlPart {
  readonly name: string;
  readonly text: string;
  readonly parts: readonly XmlPart[];
}

/** What stands inside an element: words, a number, or further elements as they are. */
export function element(name: string, content: string | number | readonly string[]): string {
  if (typeof content === "number") return `<${name}>${content}</${name}>`;
  if (typeof content !== "string") return `<${name}>${content.join("")}</${name}>`;
  return `<${name}><![CDATA[${content.replaceAll("]]>", "]]]]><![CDATA[>")}]]></${name}>`;
}

/** @throws WireError unless it is one `xml` element, whole and closed */
export function readXml(text: string): XmlPart {
  const top = { name: "", text: "", parts: [] as XmlPart[] };
  const open: { name: string; text: string; parts: XmlPart[] }[] = [top];
  const token = /<(\w+)>|<\/(\w+)>|<!\[CDATA\[([\s\S]*?)\]\]>|([^<]+)/y;
  for (let end = 0; end < text.length; end = token.lastIndex) {
    const found = token.exec(text);
    const inner = open.at(-1);
    if (found === null || inner === undefined) throw new WireError("reply is not XML");
    const [, opened, closed, words, plain] = found;
    if (opened !== undefined) {
      open.push({ name: opened, text: "", parts: [] });
    } else if (closed !== undefined) {
      if (closed !== inner.name || open.length < 2) throw new WireError(`stray end of ${closed}`);
      open.pop();
      open.at(-1)?.parts.push(inner);
    } else {
      inner.text += words ?? withoutEntities(plain ?? "");
    }
  }
  const [root, ...more] = top.parts;
  if (open.length > 1 || root?.name !== "xml" || more.length > 0 || top.text.trim() !== "") {
    throw new WireError("reply is not one xml element");
  }
  return root;
}

/** @throws WireError unless there is exactly one, with words */
export function wordsIn(part: XmlPart, name: string): string {
  const [found, ...more] = part.parts.filter((each) => each.name === name);
  if (found === undefined || more.length > 0 || found.parts.length > 0 || found.text === "") {
    throw new WireError(`reply needs ${name} once, with words in it`);
  }
  return found.text;
}

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"' };

function withoutEntities(text: string): string {
  return text.replaceAll(/&(\w*);?/g, (_, name: string) => {
    const character = entities[name];
    if (character === undefined) throw new WireError("reply with a bare & or an unknown entity");
    return character;
  });
}

/**
 * A card as it comes in a passive reply, as it would come in JSON.
 * @throws WireError for a name that the platform does not know here
 */
export function cardAsJson({ parts }: XmlPart): JsonObject {
  const fields = new Map<string, unknown>();
  for (const part of parts) {
    const known = cardNames[part.name];
    if (known === undefined) throw new WireError(`unknown element of a card: ${part.name}`);
    const [name, kind] = known;
    const before = fields.get(name);
    if (before !== undefined && kind !== "list") throw new WireError(`${part.name} given twice`);
    const value = cardValue(part, kind);
    fields.set(
      name,
      Array.isArray(before) ? [...before, value] : kind === "list" ? [value] : value,
    );
  }
  return Object.fromEntries(fields);
}

type Kind = "words" | "number" | "boolean" | "group" | "list";

function cardValue(part: XmlPart, kind: Kind): unknown {
  if (kind === "group" || kind === "list") return cardAsJson(part);
  if (part.parts.length > 0) throw new WireError(`${part.name} holds elements`);
  if (kind === "words") return part.text;
  if (kind === "boolean" && ["true", "false"].includes(part.text)) return part.text === "true";
  if (kind === "number" && /^\d+(\.\d+)?$/.test(part.text)) return Number(part.text);
  throw new WireError(`${part.name} is not a ${kind}`);
}

const cardNames: Readonly<Record<string, readonly [name: string, kind: Kind]>> = {
  CardType: ["card_type", "words"],
  TaskId: ["task_id", "words"],
  Source: ["source", "group"],
  IconUrl: ["icon_url", "words"],
  DescColor: ["desc_color", "number"],
  MainTitle: ["main_title", "group"],
  Title: ["title", "words"],
  Desc: ["desc", "words"],
  SubTitleText: ["sub_title_text", "words"],
  EmphasisContent: ["emphasis_content", "group"],
  QuoteArea: ["quote_area", "group"],
  QuoteText: ["quote_text", "words"],
  HorizontalContentList: ["horizontal_content_list", "list"],
  KeyName: ["keyname", "words"],
  Value: ["value", "words"],
  Type: ["type", "number"],
  Url: ["url", "words"],
  JumpList: ["jump_list", "list"],
  CardAction: ["card_action", "group"],
  CardImage: ["card_image", "group"],
  AspectRatio: ["aspect_ratio", "number"],
  ImageTextArea: ["image_text_area", "group"],
  ImageUrl: ["image_url", "words"],
  VerticalContentList: ["vertical_content_list", "list"],
  ButtonList: ["button_list", "list"],
  Text: ["text", "words"],
  Style: ["style", "number"],
  Key: ["key", "words"],
  CheckBox: ["checkbox", "group"],
  SelectList: ["select_list", "list"],
  QuestionKey: ["question_key", "words"],
  OptionList: ["option_list", "list"],
  Id: ["id", "words"],
  IsChecked: ["is_checked", "boolean"],
  SelectedId: ["selected_id", "words"],
  Mode: ["mode", "number"],
  Disable: ["disable", "boolean"],
  SubmitButton: ["submit_button", "group"],
  ReplaceText: ["replace_text", "words"],
};
