import { appendEvent } from "../../db/events.ts";
import { holdTenantAlone } from "../../db/reset.ts";
import { getSetting, listSettings, setSetting } from "../../db/tenant-settings.ts";
import { UserError } from "../../domain/errors.ts";
import { fold } from "../../domain/normalize.ts";
import { type SettingSpec, settingSpecs } from "../../domain/settings.ts";
import { settingChanged, settingList, settingShown } from "../../text/settings.ts";
import { arg } from "../arg.ts";
import { defineCommand, type PersonContext } from "../command.ts";
import { question } from "../ordinary.ts";

/** 设置 lists, 设置 附议人数 shows, 设置 附议人数 5 sets. What can be set is in domain/settings.ts. */
export const settingSet = defineCommand({
  id: "setting-set",
  name: "设置",
  aliases: ["设定", "修改设置"],
  example: "设置 附议人数 5",
  audience: "staff",
  needs: "person",
  right: "configure",
  isWriting: true,
  rejects: question,
  // 设置附议人数5, but not 设置好了.
  glued: new RegExp(`^(?:${namesOf(settingSpecs).join("|")})`),
  args: { words: arg.optionalBlock("设置") },
  async run(context, { words }) {
    const { tx, tenantId, place } = context;
    if (words === undefined) {
      const stored = await listSettings(tx, tenantId);
      return settingList(
        settingSpecs.map((spec) => sayCurrent(spec, stored)),
        place,
      );
    }
    const found = findSetting(words);
    if (found === undefined) {
      const { name = "", example = "" } = settingSpecs[0] ?? {};
      const names = settingSpecs.map((each) => each.name).join("、");
      throw new UserError("settingUnknown", { names, name, example });
    }
    const { spec, rest } = found;
    if (rest === "") {
      const value = await getSetting(tx, tenantId, spec);
      return settingShown(spec, spec.say(value), place);
    }
    return change(context, spec, rest);
  },
});

async function change(
  context: PersonContext,
  spec: SettingSpec<unknown>,
  words: string,
): Promise<string> {
  const { tx, tenantId, person, now, receiptId } = context;
  const value = spec.parse(words);
  if (value === undefined) {
    const { name, range, example } = spec;
    throw new UserError("settingValueWrong", { name, range, example });
  }
  // Two that set something at once would append to one history.
  await holdTenantAlone(tx, tenantId);
  const before = await getSetting(tx, tenantId, spec);
  const said = { before: spec.say(before), after: spec.say(value) };
  if (said.before === said.after) return settingChanged(spec, said);
  await setSetting(tx, tenantId, { spec, value, setBy: person.id, at: now });
  appendEvent(tx, {
    tenantId,
    objectKind: "tenant",
    objectId: tenantId,
    kind: "setting-changed",
    actorId: person.id,
    at: now,
    receiptId,
    words: { key: spec.key, ...said },
  });
  return settingChanged(spec, said);
}

function namesOf(specs: readonly SettingSpec<unknown>[]): readonly string[] {
  return specs.flatMap(({ name, aliases }) => [name, ...aliases]).map((name) => fold(name));
}

/** 附议人数 5, 附议人数5, 附议人数：5人, 附议人数改为5. */
function findSetting(words: string) {
  const plain = fold(words).trim();
  const named = settingSpecs.flatMap((spec) =>
    [spec.name, ...spec.aliases].map((name) => ({ spec, name: fold(name) })),
  );
  const found = named
    .toSorted((a, b) => b.name.length - a.name.length)
    .find(({ name }) => plain.startsWith(name));
  if (found === undefined) return undefined;
  const rest = words.trim().slice(found.name.length);
  return { spec: found.spec, rest: rest.replace(/^(?:[\s:：,，=]|改成|改为|设为|是|为)+/, "") };
}

function sayCurrent(spec: SettingSpec<unknown>, stored: ReadonlyMap<string, unknown>) {
  const value = spec.read(stored.get(spec.key)) ?? spec.fallback;
  return { name: spec.name, value: spec.say(value), example: spec.example };
}
