/** Who may do what. Six roles grant rights; every other title is only a label on a person. */
export const roles = [
  "administrator",
  "convener",
  "liaison",
  "member",
  "participant",
  "department",
] as const;

export type Role = (typeof roles)[number];

export type Right =
  | "propose"
  | "endorse"
  | "remind"
  | "remind-everyone"
  | "propose-for"
  | "endorse-for"
  | "forward"
  | "see-delivery"
  | "print"
  | "register-group"
  | "import-roster"
  | "confirm-identity"
  | "set-digest"
  | "rule"
  | "plan"
  | "erase"
  | "configure"
  | "screen"
  | "score"
  | "collect"
  | "enter-topic"
  | "register-signature"
  | "call-opinions"
  | "run-selection"
  | "open-selection"
  | "choose-for"
  | "convene"
  | "give-opinion";

const everybody: readonly Right[] = ["remind"];
const speaker: readonly Right[] = [...everybody, "propose", "endorse", "give-opinion", "score"];
const helper: readonly Right[] = [
  ...speaker,
  "convene",
  "run-selection",
  "open-selection",
  "choose-for",
  "remind-everyone",
  "propose-for",
  "endorse-for",
  "forward",
  "see-delivery",
  "call-opinions",
  "print",
  "screen",
  "collect",
  "enter-topic",
  "set-digest",
  "plan",
];
const staff: readonly Right[] = [
  ...helper,
  "rule",
  "register-group",
  "import-roster",
  "confirm-identity",
  "register-signature",
  "erase",
  "configure",
];

const granted: Readonly<Record<Role, readonly Right[]>> = {
  administrator: staff,
  liaison: staff,
  convener: helper,
  member: speaker,
  participant: speaker,
  department: [...everybody, "score"],
};

/** The Chinese word of each role, as the office says it. */
export const roleNames: Readonly<Record<Role, string>> = {
  administrator: "管理员",
  convener: "组长",
  liaison: "联络员",
  member: "委员",
  participant: "参会人员",
  department: "承办单位",
};

export function hasRight(held: readonly Role[], right: Right): boolean {
  return held.some((role) => granted[role].includes(right));
}

/** Who may do it, as a sentence names them: 联络员或管理员. */
export function sayHolders(right: Right): string {
  const named = (["liaison", "convener", "administrator"] as const).filter((role) =>
    granted[role].includes(right),
  );
  // What every member may do is not the staff's; two are enough to be named.
  if (granted.member.includes(right)) return roleNames.member;
  return named
    .slice(0, 2)
    .map((role) => roleNames[role])
    .join("或");
}

/** People who look after the others: their help shows the staff's commands too. */
export function isStaff(held: readonly Role[]): boolean {
  return held.some((role) => role !== "member" && role !== "participant" && role !== "department");
}

/** The role a title of the roster grants; every person of the roster may at least speak. */
export function roleOfTitle(title: string): Role {
  if (title.includes("联络员") || title.includes("工作人员")) return "liaison";
  if (title.includes("组长") || title.includes("召集人")) return "convener";
  if (title.includes("委员") || title.includes("主席")) return "member";
  return "participant";
}
