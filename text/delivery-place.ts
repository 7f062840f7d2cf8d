export interface SaidPlace {
  readonly kind: "group" | "single";
  readonly title: string | undefined;
  readonly personName: string | undefined;
}

/** 城南群, 单聊张建国 */
export function sayPlace({ kind, title, personName }: SaidPlace): string {
  if (kind === "group") return title ?? "没有名称的群";
  return personName === undefined ? "单聊" : `单聊${personName}`;
}
