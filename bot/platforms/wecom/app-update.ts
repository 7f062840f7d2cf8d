import { textElement } from "./app-xml.ts";

/**
 * A template card as it stands in a passive reply: the names of its JSON in the platform's other
 * spelling, and the items of a list as siblings that carry the name of the list.
 * @param card the JSON of a `template_card`
 */
export function cardElement(card: object): string {
  return elementOf("TemplateCard", card);
}

function elementOf(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => elementOf(name, item)).join("");
  if (typeof value === "object" && value !== null) {
    const parts = Object.entries(value).map(([key, part]) => elementOf(spelling(key), part));
    return `<${name}>${parts.join("")}</${name}>`;
  }
  if (typeof value === "number" || typeof value === "boolean") return `<${name}>${value}</${name}>`;
  return typeof value === "string" ? textElement(name, value) : "";
}

/** `main_title` is `MainTitle`. */
function spelling(key: string): string {
  const exception = exceptions[key];
  if (exception !== undefined) return exception;
  return key.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** Written as one word in JSON and as two here. */
const exceptions: Readonly<Record<string, string>> = {
  keyname: "KeyName",
  checkbox: "CheckBox",
};
