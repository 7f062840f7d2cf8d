/** One sentence as a page that is read on a phone: large, and without anything to load. */
export function sentencePage(title: string, sentence: string): string {
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escape(title)}</title>
<style>
body { margin: 15vh auto 0; max-width: 24em; padding: 0 1.5em; font: 1.25rem/1.8 sans-serif; color: #1d2733; background: #fff; }
</style>
</head>
<body><main><p>${escape(sentence)}</p></main></body>
</html>
`;
}

/** Nothing but the page's own style is loaded, whatever stands on it. */
export const pagePolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
