import { sql } from "kysely";

import type { Tx } from "../../db/database.ts";
import { insertSelection } from "../../db/selections.ts";
import type { Choices, SelectionTerms } from "../../domain/selection.ts";
import type { Seed, SeedPerson } from "../../handlers/seed.ts";
import { type Office, smallSeed } from "./talk.ts";

/** The 24 members of 城南片区 with what they chose, as the office's demonstration has it. */
const cast: readonly (readonly [string, "城区" | "乡镇", string | undefined, readonly number[]])[] =
  [
    ["张建国", "城区", "one", [4, 7]],
    ["李梅", "城区", "one", [4, 7]],
    ["王海涛", "城区", "two", [3, 7, 8]],
    ["韦德福", "乡镇", undefined, [2, 4, 7]],
    ["刘志强", "城区", "one", [3, 4, 7]],
    ["何秀兰", "城区", "one", [4, 7, 8]],
    ["赵启明", "城区", "two", [4, 7, 8]],
    ["黄丽华", "城区", "one", [4, 7]],
    ["覃文斌", "乡镇", "one", [2, 7, 8]],
    ["陆秀英", "乡镇", "one", [3, 4, 7]],
    ["欧阳敏", "城区", "one", [4, 5, 8]],
    ["马建军", "城区", "two", [2, 5, 7]],
    ["谢春燕", "城区", "one", [4, 7, 8]],
    ["邓国平", "乡镇", "one", [3, 4]],
    ["罗静", "城区", "two", [3, 7, 8]],
    ["梁伟", "城区", "two", [4, 7, 8]],
    ["农志明", "乡镇", "one", [2, 7, 8]],
    ["苏小红", "城区", "one", [4, 8]],
    ["莫振华", "乡镇", "two", [3, 4, 8]],
    ["唐晓东", "城区", "two", [2, 3, 7]],
    ["蒙桂芳", "乡镇", "one", [3, 5, 7]],
    ["卢永康", "城区", "one", []],
    ["石磊", "乡镇", "two", []],
    ["杨德才", "乡镇", "one", []],
  ];

export const memberNames = cast.map(([name]) => name);

const salutations: Readonly<Record<string, string>> = {
  刘志强: "刘主任",
  何秀兰: "何主席",
  欧阳敏: "欧阳委员",
};

export const selectionSeed: Seed = {
  ...smallSeed,
  people: [
    ...cast.map(([name, residence, platform], index) =>
      seedPerson(index + 1, name, { residence, platform }),
    ),
    {
      ...seedPerson(25, "周敏", { residence: "城区", platform: "one" }),
      title: "联络员",
      salutation: "周敏",
      isLiaison: true,
    },
  ],
};

function seedPerson(
  line: number,
  name: string,
  { residence, platform }: { residence: "城区" | "乡镇"; platform: string | undefined },
): SeedPerson {
  const title = name === "刘志强" ? "城南片区组长" : name === "何秀兰" ? "副主席" : "委员";
  return {
    line,
    name,
    title,
    salutation: salutations[name] ?? `${name.slice(0, 1)}委员`,
    unit: "城南片区",
    residence,
    isLiaison: false,
    account: platform === undefined ? undefined : { platform, externalId: name },
  };
}

export const sixTopics: readonly (readonly [number, string, string])[] = [
  [2, "河堤步道照明不足", "河堤照明不足"],
  [3, "幸福里小区无物业管理", "幸福里无物业"],
  [4, "学校门口接送拥堵", "学校门口拥堵"],
  [5, "农贸市场排水不畅", "市场排水不畅"],
  [7, "老旧小区没地方充电", "小区充电难"],
  [8, "园区公交末班车太早", "公交末班太早"],
];

export const usualTerms: SelectionTerms = {
  method: "approval",
  seats: 3,
  choicesMin: 1,
  choicesMax: 3,
  disclosure: "hidden",
  quorum: { share: { numerator: 1, denominator: 2, isStrict: true } },
  requirements: [],
  tie: "list",
};

/** 3月13日（星期五）下午5:00 */
export const usualDueAt = new Date("2026-03-13T09:00:00Z");

interface Opening {
  readonly title?: string;
  readonly terms?: Partial<SelectionTerms>;
  readonly openedAt?: Date;
  readonly dueAt?: Date;
  readonly remindAt?: Date;
  readonly lotSeed?: string;
  readonly options?: readonly (readonly [number, string, string])[];
}

/** A selection as it stands when it was opened in both groups. @returns its id */
export function openSelection(office: Office, opening: Opening = {}): Promise<number> {
  const { tenantId } = office;
  const openedAt = opening.openedAt ?? new Date("2026-03-11T06:00:00Z");
  return office.inTenant(async (tx) => {
    const { rows } = await sql<{ unit: number; drafter: number; conversation: number }>`
      select (select id from units where tenant_id = ${tenantId} and name = '城南片区') as unit,
        (select id from people where tenant_id = ${tenantId} and name = '刘志强') as drafter,
        (select min(id) from conversations) as conversation`.execute(tx);
    const place = rows[0];
    if (place === undefined) throw new Error("nobody is there");
    const id = await insertSelection(tx, {
      tenantId,
      title: opening.title ?? "城南片区二季度协商议题推荐",
      unitId: place.unit,
      drafterId: place.drafter,
      conversationId: place.conversation,
      terms: { ...usualTerms, ...opening.terms },
      purpose: "供县政协主席会议审定参考，不直接作决定",
      dueAt: opening.dueAt ?? usualDueAt,
      lotSeed: opening.lotSeed,
      options: (opening.options ?? sixTopics).map(([number, label, shortLabel]) => ({
        number,
        label,
        shortLabel,
        topicId: undefined,
      })),
      at: openedAt,
    });
    await openRows(tx, { tenantId, id, openedAt, remindAt: opening.remindAt });
    return id;
  });
}

async function openRows(
  tx: Tx,
  row: { tenantId: number; id: number; openedAt: Date; remindAt: Date | undefined },
): Promise<void> {
  const { tenantId, id } = row;
  await sql`update selections set state = 'open', opened_at = ${row.openedAt},
      remind_at = ${row.remindAt ?? null}
    where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
  await sql`insert into selection_roll (tenant_id, selection_id, person_id, position, name,
      territories, sectors, residence, takes_part)
    select tenant_id, ${id}, id, position, name, array['城南片区'], '{}', residence, true
    from people where tenant_id = ${tenantId} and not exists (select from roles r
      where r.tenant_id = people.tenant_id and r.person_id = people.id and r.role = 'liaison')`.execute(
    tx,
  );
  await sql`insert into selection_places (tenant_id, selection_id, conversation_id)
    select ${tenantId}, ${id}, id from conversations where kind = 'group'`.execute(tx);
}

/** What somebody chose, as it is kept. */
export function castBallot(
  office: Office,
  selectionId: number,
  ballot: { readonly name: string; readonly choices: Choices; readonly isSecret?: boolean },
): Promise<void> {
  const { tenantId, now } = office;
  const { name, choices } = ballot;
  return office.inTenant(async (tx) => {
    const isProxy = name === "韦德福";
    if (ballot.isSecret === true) {
      await sql`insert into secret_ballots (tenant_id, selection_id, choices)
        values (${tenantId}, ${selectionId}, ${JSON.stringify(choices)}::jsonb)`.execute(tx);
    } else {
      await sql`insert into ballots (tenant_id, selection_id, person_id, choices, cast_at, entered_by,
          channel, reviewed_at)
        select ${tenantId}, ${selectionId}, id, ${JSON.stringify(choices)}::jsonb, ${now},
          case when ${isProxy} then (select person_id from roles r where r.tenant_id = ${tenantId}
            and r.role = 'liaison' limit 1) end,
          case when ${isProxy} then '电话' end, case when ${isProxy} then ${now}::timestamptz end
        from people where tenant_id = ${tenantId} and name = ${name}`.execute(tx);
    }
    await sql`update selection_roll set has_chosen = true
      where tenant_id = ${tenantId} and selection_id = ${selectionId} and name = ${name}`.execute(
      tx,
    );
  });
}

/** The first so many of the cast choose as they do in the demonstration. */
export async function castUsual(office: Office, selectionId: number, count = 21): Promise<void> {
  for (const [name, , , numbers] of cast.slice(0, count)) {
    await castBallot(office, selectionId, { name, choices: { kind: "approval", numbers } });
  }
}

export interface Said {
  readonly text: string;
  /** The group's title, or who is spoken to alone. */
  readonly to: string;
  readonly isGroup: boolean;
  readonly at: Date;
}

/** What was put into the outbox, in order. */
export function listSaid(office: Office): Promise<readonly Said[]> {
  return office.inTenant(async (tx) => {
    const { rows } = await sql<Said>`
      select o.message ->> 'text' as text, coalesce(c.title, c.external_id) as "to",
        c.kind = 'group' as "isGroup", o.available_at as at
      from outbox o join conversations c on c.id = o.conversation_id order by o.id`.execute(tx);
    return rows;
  });
}
