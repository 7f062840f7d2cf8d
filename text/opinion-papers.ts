import type { Paper } from "../domain/paper.ts";
import { toLocal } from "../domain/time.ts";
import { sayProxied } from "./opinion-calls.ts";
import { sayDay, sayMoment } from "./moment.ts";
import { signColumns } from "./papers.ts";

interface Sheet {
  readonly call: {
    readonly title: string;
    readonly dueAt: Date;
    readonly closedAt: Date | undefined;
    readonly isNamed: boolean;
  };
  readonly count: Parameters<typeof sayProxied>[0] & {
    readonly people: number;
    readonly opinions: number;
  };
  readonly listed: readonly {
    readonly name: string | undefined;
    readonly words: string;
    readonly isProxy: boolean;
  }[];
  readonly now: Date;
}

/** 意见汇总: every opinion word for word, in the order of the roster. */
export function opinionSheet({ call, count, listed, now }: Sheet): Paper {
  const end =
    call.closedAt === undefined
      ? `${sayMoment(call.dueAt)}截止，下面是现在收到的。`
      : `${sayMoment(call.closedAt)}截止。`;
  const order = call.isNamed ? "按名单顺序排列，原话照录。" : "不署名，不分先后，原话照录。";
  const number = { title: "序号", share: 8, align: "center" } as const;
  const words = { title: "意见", share: 74 } as const;
  const name = { title: "姓名", share: 18, align: "center" } as const;
  return {
    title: `《${call.title}》征求意见汇总`,
    orientation: "portrait",
    parts: [
      {
        kind: "paragraph",
        text: `${end}${count.people}人提了${count.opinions}条意见${sayProxied(count)}，${order}`,
      },
      {
        kind: "table",
        columns: call.isNamed ? [number, name, words] : [number, words],
        rows: listed.map((each, index) => [
          `${index + 1}`,
          ...(call.isNamed ? [`${each.name ?? ""}${each.isProxy ? "（代录）" : ""}`] : []),
          each.words,
        ]),
      },
    ],
    signColumns: signColumns.instruct,
    countedAt: `${toLocal(now).year}年${sayMoment(now)}`,
  };
}

/** 送审稿: what is to go to the groups, for a signature by hand. */
export function reviewSheet(draft: {
  readonly title: string;
  readonly drafterName: string;
  readonly full: string;
}): Paper {
  return {
    title: `${draft.title}（送审稿）`,
    orientation: "portrait",
    parts: [
      { kind: "paragraph", text: `${draft.drafterName}拟稿，签发后发到群里。正文如下：` },
      ...draft.full
        .split("\n")
        .filter((line) => line.trim() !== "")
        .map((text) => ({ kind: "paragraph", text }) as const),
    ],
    signColumns: signColumns.issue,
  };
}

/** After the answer to 打印 送审稿. */
export function afterSigning(leaderName: string | undefined, now: Date): string {
  return `签好以后请回复，例：已签 ${leaderName ?? "何秀兰"} ${sayDay(now)}`;
}
