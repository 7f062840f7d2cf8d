import type { Paper, PaperColumn, PaperPart } from "../domain/paper.ts";
import type { Selection, SelectionMethod, SelectionOption } from "../domain/selection.ts";
import { formatDateTime } from "../domain/time.ts";
import type { Part } from "../domain/turnout.ts";
import { sayDay } from "./moment.ts";
import { pictureLine } from "./kept-pictures.ts";
import { sayCountedAt, signColumns } from "./papers.ts";
import {
  countsLine,
  headingTitle,
  noteLines,
  proxyWords,
  type ResultView,
  sayPercent,
  tallyWords,
} from "./selection-results.ts";
import { sayMethod } from "./selection-rules.ts";

/** 推荐单: filled in by hand, by who has no phone or at a meeting. */
export function ballotSheet(selection: Selection, options: readonly SelectionOption[]): Paper {
  const { terms, title, dueAt } = selection;
  const columns = answerColumns[terms.method];
  const isSigned = terms.disclosure !== "secret";
  return {
    title: `${headingTitle(title)}推荐单`,
    orientation: "portrait",
    parts: [
      { kind: "paragraph", text: `${sayMethod(terms)}。${formatDateTime(dueAt)}截止。` },
      { kind: "paragraph", text: `${fillIn[terms.method]}。多选的这张不计，涂改的请另领一张。` },
      {
        kind: "table",
        columns: [
          { title: "编号", share: 10, align: "center" },
          { title: "题目", share: 60 - columns.length * 5 },
          ...columns,
        ],
        rows: options.map(({ number, label }) => [`${number}号`, label, ...columns.map(() => "")]),
        isTall: true,
      },
      {
        kind: "paragraph",
        align: "plain",
        text: isSigned
          ? "委员签名：　　　　　　　　　　　日期："
          : "这次是无记名推荐，请不要签名。",
      },
    ],
    signColumns: [],
  };
}

const answer = (title: string): PaperColumn => ({ title, share: 15, align: "center" });

const answerColumns: Readonly<Record<SelectionMethod, readonly PaperColumn[]>> = {
  approval: [answer("推荐")],
  "yes-no": [answer("同意"), answer("反对"), answer("弃权")],
  score: [answer("分数")],
  ranking: [answer("排第几")],
  "proportional-ranking": [answer("排第几")],
  "equal-shares": [answer("推荐")],
};

const fillIn: Readonly<Record<SelectionMethod, string>> = {
  approval: "请在推荐的题目后面画√",
  "yes-no": "请在每件后面选一栏画√",
  score: "请写分数，0至5分，不了解的可以不写",
  ranking: "请写数字，最想推荐的写1，不排的空着",
  "proportional-ranking": "请写数字，最想推荐的写1，不排的空着",
  "equal-shares": "请在推荐的题目后面画√",
};

interface Pictured {
  /** Where the photographs of the counted papers are. */
  readonly pictures: readonly { readonly occasion: string; readonly place: string }[];
}

/** 推荐结果报告单: goes up with three boxes to sign. */
export function resultSheet(view: ResultView & Pictured, now: Date): Paper {
  const { result } = view;
  return {
    title: `${headingTitle(view.title)}推荐结果报告单`,
    orientation: "portrait",
    parts: [
      { kind: "heading", text: "一、参加情况" },
      { kind: "paragraph", text: `${formatDateTime(view.closedAt)}截止。${countsLine(result)}` },
      ...sentence(proxyWords(result)),
      turnoutTable(view),
      ...(result.quorum.isMet ? rankingParts(view) : []),
      ...view.pictures.flatMap((picture) => sentence(pictureLine(picture))),
      { kind: "paragraph", text: `以上${view.purpose}。` },
    ],
    signColumns: signColumns.issue,
    countedAt: sayCountedAt(now),
  };
}

function sentence(words: string): readonly PaperPart[] {
  return words === "" ? [] : [{ kind: "paragraph", text: `${words}。` }];
}

function turnoutTable({ result: { turnout } }: ResultView): PaperPart {
  return {
    kind: "table",
    columns: [
      { title: "分类", share: 14, align: "center" },
      { title: "名称", share: 36 },
      { title: "应参加", share: 16, align: "center" },
      { title: "实际参加", share: 18, align: "center" },
      { title: "参加率", share: 16, align: "center" },
    ],
    rows: [
      ...partRows("属地", turnout.territories),
      ...partRows("界别", turnout.sectors),
      ...partRows("城乡", turnout.residences),
      ...partRows("合计", [{ name: "", eligible: turnout.eligible, took: turnout.took }]),
    ],
  };
}

function partRows(kind: string, parts: readonly Part[]): readonly (readonly string[])[] {
  return parts.map(({ name, eligible, took }) => [
    kind,
    name,
    `${eligible}`,
    `${took}`,
    sayPercent(took, eligible),
  ]);
}

function rankingParts({ result, labels }: ResultView): readonly PaperPart[] {
  return [
    { kind: "heading", text: "二、推荐结果" },
    {
      kind: "table",
      columns: [
        { title: "名次", share: 12, align: "center" },
        { title: "编号", share: 12, align: "center" },
        { title: "题目", share: 46 },
        { title: "票数", share: 30, align: "center" },
      ],
      rows: result.ranking.flatMap((group, index) =>
        group.map((number) => {
          const option = result.options.find((each) => each.number === number);
          const place = result.ranking.slice(0, index).flat().length + 1;
          const said = option === undefined ? "" : tallyWords(result, option);
          return [`${place}`, `${number}号`, labels.get(number) ?? "", said];
        }),
      ),
    },
    ...noteLines(result).flatMap((note) => sentence(note.replace(/。$/, ""))),
    ...result.papers.flatMap(({ occasion, overseer, counter }) =>
      sentence(`${occasion}监票人${overseer}，计票人${counter}`),
    ),
  ];
}

/** After the answer to 打印 推荐结果. */
export function afterResultSheet(leader: string | undefined, now: Date): string {
  const signed = leader === undefined ? "“已签”加姓名和日期" : `已签 ${leader} ${sayDay(now)}`;
  return `拟稿、审核、签发三栏留空；签好后请回复：${signed}`;
}
