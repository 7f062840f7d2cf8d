import { isObject, type JsonObject } from "./api.ts";
import type { CardVariables } from "./dingtalk-card.ts";
import type { ShownButton, ShownCard, ShownOption } from "./timeline.ts";

/**
 * What our template shows of its variables. Empty text stands for what a card does not have.
 * @returns undefined for variables that the template could not show
 */
export function readShownCard(id: string, variables: CardVariables): ShownCard | undefined {
  const { kind, title } = variables;
  if (!isKind(kind) || title === undefined || title === "") return undefined;
  const facts = readList(variables["facts"], readFact);
  const buttons = readList(variables["buttons"], readButton);
  const options = readList(variables["options"], readOption);
  const selects = readSelects(variables);
  if (!facts || !buttons || !options || !selects) return undefined;
  const isSubmitted = kind === "vote" || kind === "form";
  const { source, note, body, linkText, linkUrl, submit, mode } = variables;
  const isComplete =
    (kind !== "buttons" || buttons.length > 0) &&
    (kind !== "vote" || (options.length > 0 && (mode === "single" || mode === "multi"))) &&
    (kind !== "form" || selects.length > 0) &&
    (!isSubmitted || Boolean(submit));
  if (!isComplete) return undefined;
  return {
    id,
    kind,
    ...(source ? { source } : {}),
    title,
    ...(note ? { note } : {}),
    ...(body ? { body } : {}),
    ...(facts.length > 0 ? { facts } : {}),
    ...(linkText && linkUrl ? { link: { text: linkText, url: linkUrl } } : {}),
    ...(kind === "buttons" ? { buttons } : {}),
    ...(kind === "vote" ? { options, mode: mode === "multi" ? "multi" : "single" } : {}),
    ...(kind === "form" ? { selects } : {}),
    ...(isSubmitted && submit ? { submit } : {}),
  };
}

function isKind(kind: string | undefined): kind is ShownCard["kind"] {
  return ["notice", "buttons", "vote", "form"].includes(kind ?? "");
}

function readList<T>(
  text: string | undefined,
  read: (item: JsonObject) => T | undefined,
): readonly T[] | undefined {
  if (text === undefined || text === "") return [];
  const list = parseArray(text);
  if (list === undefined) return undefined;
  const items = list.map((item) => (isObject(item) ? read(item) : undefined));
  return items.every((item) => item !== undefined) ? items : undefined;
}

function parseArray(text: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function readFact({ label, value }: JsonObject) {
  return typeof label === "string" && typeof value === "string" ? { label, value } : undefined;
}

function readButton({ key, text, style }: JsonObject): ShownButton | undefined {
  if (typeof key !== "string" || typeof text !== "string") return undefined;
  if (style === "") return { key, text };
  return style === "main" || style === "warning" ? { key, text, style } : undefined;
}

function readOption({ id, text }: JsonObject): ShownOption | undefined {
  return typeof id === "string" && typeof text === "string" ? { id, text } : undefined;
}

function readSelects(variables: CardVariables) {
  const texts = [variables["select1"], variables["select2"], variables["select3"]];
  const given = texts.filter((text) => text !== undefined && text !== "");
  return readList(`[${given.join(",")}]`, readSelect);
}

function readSelect({ key, title, options }: JsonObject) {
  if (typeof key !== "string" || typeof title !== "string") return undefined;
  const read = readList(JSON.stringify(options ?? ""), readOption);
  return read === undefined || read.length === 0 ? undefined : { key, title, options: read };
}
