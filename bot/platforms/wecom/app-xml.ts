import { SaxesParser } from "saxes";
import { ForgedError } from "../../../domain/errors.ts";

/** The XML of the self-built app's callbacks, and as much of it as is needed to answer. */

export type XmlValue = string | XmlFields;

/** What an element holds. Elements of one name are a list; empty ones are left out. */
export interface XmlFields {
  readonly [name: string]: XmlValue | readonly XmlValue[];
}

/** Enough for every event of the platform; more is no message but an attack. */
const depthMax = 10;
const nodesMax = 2000;
/** Reading is slow compared with JSON, and whoever sends is not known before it is done. */
const charactersMax = 256 * 1024;

/**
 * Reads a document as strictly as it can be read: one `xml` element whose children differ, no
 * document type, no entities of its own, no processing instructions, no words between elements.
 * @throws ForgedError for every deviation alike
 */
export function parseXml(xml: string): XmlFields {
  const root = readTree(xml);
  if (root?.name !== "xml") throw new ForgedError("body is not the XML of a callback");
  const names = new Set(root.children.map(({ name }) => name));
  if (names.size < root.children.length) throw new ForgedError("XML element given twice");
  return fieldsOf(root);
}

function fieldsOf({ children }: XmlNode): XmlFields {
  const fields = new Map<string, XmlValue[]>();
  for (const child of children) {
    const value = child.children.length > 0 ? fieldsOf(child) : child.text;
    if (value !== "") fields.set(child.name, [...(fields.get(child.name) ?? []), value]);
  }
  return Object.fromEntries(
    [...fields].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? "") : values]),
  );
}

function refuse(): never {
  throw new ForgedError("XML with parts that no callback has");
}

interface XmlNode {
  readonly name: string;
  text: string;
  readonly children: XmlNode[];
}

function readTree(xml: string): XmlNode | undefined {
  if (xml.length > charactersMax) refuse();
  const parser = new SaxesParser();
  const open: XmlNode[] = [];
  let root: XmlNode | undefined;
  let nodes = 0;
  const addText = (text: string): void => {
    const node = open.at(-1);
    if (node !== undefined) node.text += text;
  };
  parser.on("doctype", refuse);
  parser.on("processinginstruction", refuse);
  parser.on("comment", refuse);
  parser.on("attribute", refuse);
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("opentag", ({ name }) => {
    nodes += 1;
    if (nodes > nodesMax || open.length >= depthMax) refuse();
    open.push({ name, text: "", children: [] });
  });
  parser.on("closetag", () => {
    const node = open.pop();
    if (node === undefined) return;
    if (node.children.length > 0 && node.text.trim() !== "") refuse();
    const parent = open.at(-1);
    if (parent === undefined) root = node;
    else parent.children.push(node);
  });
  try {
    parser.write(xml).close();
  } catch {
    // Whatever it was: nothing of it is told, and nothing of the document is kept.
    throw new ForgedError("body is not well-formed XML");
  }
  return root;
}

/** Characters that people can type and XML cannot hold. */
const unspeakable = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

export function withoutUnspeakable(text: string): string {
  return text.replaceAll(unspeakable, "");
}

/** An element with words in it, which cannot end the section they stand in. */
export function textElement(name: string, text: string): string {
  const words = withoutUnspeakable(text.toWellFormed()).replaceAll("]]>", "]]]]><![CDATA[>");
  return `<${name}><![CDATA[${words}]]></${name}>`;
}
