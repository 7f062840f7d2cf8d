import { appendEvent } from "../../db/events.ts";
import { holdTenantAlone } from "../../db/reset.ts";
import { getSetting, setSetting } from "../../db/tenant-settings.ts";
import {
  checklistOf,
  type ChecklistWish,
  readChecklist,
  readChecklistWish,
} from "../../domain/checklists.ts";
import { readForm, type SaidForm, sayForm } from "../../domain/meeting-forms.ts";
import { type MeetingForm, meetingForms } from "../../domain/meeting.ts";
import { fold } from "../../domain/normalize.ts";
import { hasRight } from "../../domain/rights.ts";
import { meetingAliases } from "../../domain/settings.ts";
import {
  checklistChanged,
  checklistRestored,
  checklistShown,
  checklistUnfit,
  checklistWhich,
  usualChecklists,
} from "../../text/checklists.ts";
import { arg } from "../arg.ts";
import { defineCommand, type MatchText, type PersonContext } from "../command.ts";
import type { RawArgs } from "../question.ts";

/** 怎么开 现场协商会: ten lines, the office's own if it has changed them. */
export const methodChecklistShow = defineCommand({
  id: "method-checklist-show",
  name: "怎么开",
  summary: "各种协商会怎么开，照着做",
  example: "怎么开 现场协商会",
  needs: "person",
  isWriting: false,
  glued: /(?!)/,
  args: { form: arg.optionalWords("哪种协商会") },
  match: (text) => matchChecklist(text, ["show"]),
  async run(context, { form: words }) {
    const said = words === undefined ? undefined : await readSaid(context, words);
    const { place, person } = context;
    if (said === undefined) {
      const names = meetingForms.map((form) => sayForm({ form, alias: undefined }));
      return checklistWhich(names, place);
    }
    const own = await getSetting(context.tx, context.tenantId, specOf(said.form));
    const steps = own.length > 0 ? own : usualChecklists[said.form];
    const isStaff = hasRight(person.roles, "configure");
    return checklistShown(sayForm(said), steps, { isStaff, place });
  },
});

/** 怎么开 现场协商会 改为：…, or 恢复默认. */
export const methodChecklistSet = defineCommand({
  id: "method-checklist-set",
  name: "改怎么开",
  example: "怎么开 现场协商会 改为：先看现场；再听居民说",
  audience: "staff",
  needs: "person",
  right: "configure",
  isWriting: true,
  glued: /(?!)/,
  args: { words: arg.block("哪种协商会、改成什么", "哪种协商会、改成什么") },
  match: (text) => matchChecklist(text, ["change", "restore"]),
  async run(context, { words }) {
    const { place } = context;
    const said = await readSaid(context, words);
    const wish = said && wishBehind(words, said);
    if (said === undefined || wish === undefined || wish.kind === "show") {
      return checklistWhich([sayForm({ form: "on-site", alias: undefined })], place);
    }
    const name = sayForm(said);
    const form = sayForm({ form: said.form, alias: undefined });
    const lines = wish.kind === "restore" ? [] : readChecklist(wish.words);
    if (lines === undefined) return checklistUnfit(name, place);
    await keep(context, said.form, lines);
    return wish.kind === "restore"
      ? checklistRestored({ name, form }, place)
      : checklistChanged({ name, form, count: lines.length }, place);
  },
});

/** 怎么开 现场协商会, 现场协商会怎么开; 会议怎么开得这么久 is something else. */
function matchChecklist(
  { original, plain }: MatchText,
  kinds: readonly ChecklistWish["kind"][],
): RawArgs | undefined {
  const head = /^怎[么样]开[\s:：,，]*/.exec(plain)?.[0];
  const turned = /^(?<form>\p{Script=Han}{2,12}?)(?:应该|该|要)?怎[么样]开[\s?？。呢啊呀]*$/u.exec(
    plain,
  );
  const form = turned?.groups?.["form"];
  const words = head === undefined ? form : original.slice(head.length);
  if (words === undefined) return undefined;
  const said = readForm(fold(words), []);
  if (said === undefined && head !== undefined && kinds.some((kind) => asksOwn(words, kind))) {
    return { words };
  }
  // A name that only this office uses is read by itself.
  const wish = said === undefined ? undefined : wishBehind(words, said);
  if (wish === undefined || !kinds.includes(wish.kind)) return undefined;
  return wish.kind === "show" ? { form: words } : { words };
}

/** A wish for a name that may be the office's own: only where nothing else can be meant. */
function asksOwn(words: string, kind: ChecklistWish["kind"]): boolean {
  const plain = fold(words);
  if (kind === "change") return /^\p{Script=Han}{2,12}?[\s,，]*改[为成]\s?[:：]/u.test(plain);
  return kind === "restore" && /^\p{Script=Han}{2,12}?[\s,，]*恢复默认[\s。.]*$/u.test(plain);
}

function wishBehind(words: string, { words: form }: SaidForm): ChecklistWish | undefined {
  const plain = fold(words);
  const at = plain.indexOf(form);
  return at < 0 ? undefined : readChecklistWish(words.slice(at + form.length));
}

async function readSaid(
  { tx, tenantId }: PersonContext,
  words: string,
): Promise<SaidForm | undefined> {
  return readForm(fold(words), await getSetting(tx, tenantId, meetingAliases));
}

/** A setting that 设置 does not list: it is changed where it is read. */
function specOf(form: MeetingForm) {
  return {
    ...checklistOf(form),
    name: "",
    aliases: [],
    example: "",
    range: "",
    parse: readChecklist,
    say: (lines: readonly string[]) => lines.join("；"),
  };
}

async function keep(
  context: PersonContext,
  form: MeetingForm,
  lines: readonly string[],
): Promise<void> {
  const { tx, tenantId, person, now: at, receiptId } = context;
  const spec = specOf(form);
  // Two that set something at once would append to one history.
  await holdTenantAlone(tx, tenantId);
  const before = await getSetting(tx, tenantId, spec);
  await setSetting(tx, tenantId, { spec, value: lines, setBy: person.id, at });
  appendEvent(tx, {
    tenantId,
    objectKind: "tenant",
    objectId: tenantId,
    kind: "setting-changed",
    actorId: person.id,
    at,
    receiptId,
    words: { key: spec.key, before: spec.say(before), after: spec.say(lines) },
  });
}
