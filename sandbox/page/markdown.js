/**
 * Markdown as the two apps show it, built from nodes: words never become markup.
 * What an app does not know stays on the screen as it was typed.
 */
const dialects = {
  // The AI bot and the group push: a line feed is a new line; tables and code are known.
  wecom: { keepsLineFeeds: true, hasTables: true, hasFences: true, hasFonts: true },
  // A line feed counts only with two spaces before it; tables and code come out raw.
  dingtalk: { keepsLineFeeds: false, hasTables: false, hasFences: false, hasFonts: false },
};

/** @returns {DocumentFragment} */
export function renderMarkdown(text, platform) {
  const dialect = dialects[platform];
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  const out = document.createDocumentFragment();
  let at = 0;
  while (at < lines.length) {
    if (lines[at].trim() === "") {
      at += 1;
      continue;
    }
    const reader = blocks.find((block) => block.starts(lines, at, dialect)) ?? paragraph;
    const { node, next } = reader.read(lines, at, dialect);
    out.append(node);
    at = next;
  }
  return out;
}

const heading = {
  starts: (lines, at) => /^#{1,6}\s+\S/.test(lines[at]),
  read(lines, at, dialect) {
    const [, hashes, words] = /^(#{1,6})\s+(.*)$/.exec(lines[at]);
    const node = document.createElement(`h${Math.min(hashes.length, 3) + 2}`);
    appendInline(node, words, dialect);
    return { node, next: at + 1 };
  },
};

const rule = {
  starts: (lines, at, dialect) => dialect.hasTables && /^(?:-{3,}|\*{3,})$/.test(lines[at].trim()),
  read: (lines, at) => ({ node: document.createElement("hr"), next: at + 1 }),
};

const fence = {
  starts: (lines, at, dialect) => dialect.hasFences && lines[at].startsWith("```"),
  read(lines, at) {
    let end = at + 1;
    while (end < lines.length && !lines[end].startsWith("```")) end += 1;
    const code = document.createElement("code");
    code.textContent = lines.slice(at + 1, end).join("\n");
    const node = document.createElement("pre");
    node.append(code);
    return { node, next: end + 1 };
  },
};

const quote = {
  starts: (lines, at) => lines[at].startsWith(">"),
  read(lines, at, dialect) {
    let end = at;
    while (end < lines.length && lines[end].startsWith(">")) end += 1;
    const node = document.createElement("blockquote");
    const inner = lines.slice(at, end).map((line) => line.replace(/^>\s?/, ""));
    appendLines(node, inner, dialect);
    return { node, next: end };
  },
};

const listItem = /^\s*(?:([-*+])|(\d{1,9})\.)\s+(.*)$/;

const list = {
  starts: (lines, at) => listItem.test(lines[at]),
  read(lines, at, dialect) {
    const [, bullet, number] = listItem.exec(lines[at]);
    const node = document.createElement(bullet === undefined ? "ol" : "ul");
    if (number !== undefined) node.start = Number(number);
    let end = at;
    while (end < lines.length) {
      const match = listItem.exec(lines[end]);
      if (match === null || (match[1] === undefined) !== (bullet === undefined)) break;
      const item = document.createElement("li");
      appendInline(item, match[3], dialect);
      node.append(item);
      end += 1;
    }
    return { node, next: end };
  },
};

const table = {
  starts: (lines, at, dialect) =>
    dialect.hasTables &&
    lines[at].includes("|") &&
    /^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$/.test(lines[at + 1] ?? ""),
  read(lines, at, dialect) {
    const node = document.createElement("table");
    node.append(tableRow(lines[at], "th", dialect));
    let end = at + 2;
    while (end < lines.length && lines[end].includes("|")) {
      node.append(tableRow(lines[end], "td", dialect));
      end += 1;
    }
    return { node, next: end };
  },
};

const paragraph = {
  read(lines, at, dialect) {
    let end = at + 1;
    const isOver = () =>
      end >= lines.length ||
      lines[end].trim() === "" ||
      blocks.some((block) => block.starts(lines, end, dialect));
    while (!isOver()) end += 1;
    const node = document.createElement("p");
    appendLines(node, lines.slice(at, end), dialect);
    return { node, next: end };
  },
};

const blocks = [heading, fence, table, rule, quote, list];

function tableRow(line, tag, dialect) {
  const row = document.createElement("tr");
  const cells = line.trim().replace(/^\|/, "").replace(/\|$/, "").split("|");
  for (const cell of cells) {
    const node = document.createElement(tag);
    appendInline(node, cell.trim(), dialect);
    row.append(node);
  }
  return row;
}

function appendLines(node, lines, dialect) {
  lines.forEach((line, index) => {
    appendInline(node, line.trimEnd(), dialect);
    if (index === lines.length - 1) return;
    const isBreak = dialect.keepsLineFeeds || line.endsWith("  ");
    node.append(isBreak ? document.createElement("br") : " ");
  });
}

const inline =
  /(!?)\[([^\]]*)\]\(([^)\s]+)\)|`([^`]+)`|\*\*(.+?)\*\*|__(.+?)__|\*([^*\s][^*]*?)\*|<font color="(info|comment|warning)">(.*?)<\/font>|<@([^>]+)>/;

function appendInline(node, text, dialect) {
  let rest = text;
  let match = inline.exec(rest);
  while (match !== null) {
    node.append(rest.slice(0, match.index), inlineNode(match, dialect));
    rest = rest.slice(match.index + match[0].length);
    match = inline.exec(rest);
  }
  node.append(rest);
}

function inlineNode(match, dialect) {
  const [whole, bang, label, address, code, strong, strong2, emphasis, color, colored, at] = match;
  if (address !== undefined)
    return bang === "!" ? `[图片：${label}]` : linkNode(label, address, dialect);
  if (code !== undefined) return dialect.hasFences ? wrap("code", code) : whole;
  if (strong ?? strong2) return withInline("strong", strong ?? strong2, dialect);
  if (emphasis !== undefined) return withInline("em", emphasis, dialect);
  if (at !== undefined) return dialect.hasFonts ? wrap("span", `@${at}`, "at") : whole;
  return dialect.hasFonts ? wrap("span", colored, color) : whole;
}

function linkNode(label, address, dialect) {
  const isWeb = /^https?:\/\//i.test(address) && URL.canParse(address);
  if (!isWeb) return label;
  const node = withInline("a", label, dialect);
  node.href = address;
  node.target = "_blank";
  node.rel = "noopener noreferrer";
  return node;
}

function withInline(tag, text, dialect) {
  const node = document.createElement(tag);
  appendInline(node, text, dialect);
  return node;
}

function wrap(tag, text, className) {
  const node = document.createElement(tag);
  node.textContent = text;
  if (className !== undefined) node.className = className;
  return node;
}
