import type { PaperTally } from "../domain/tally.ts";
import { tallyPictureAsked } from "./kept-pictures.ts";
import { lines, pleaseReply, type Place } from "./phrases.ts";

/** 线下计票: read back before it is added. */
export function paperQuestion(
  { name, paper }: { readonly name: string; readonly paper: PaperTally },
  place: Place,
): string {
  return lines(
    `请核对线下计票，还没有计入${name}：`,
    `场次：${paper.occasion}`,
    `发出${paper.papersOut}张，收回${paper.papersBack}张，废票${paper.papersSpoiled}张`,
    sayVotes(paper.votes),
    `监票人${paper.overseer}，计票人${paper.counter}`,
    "签了字的计票单请拍照，和原件一起留存。",
    "",
    `没有出入，${pleaseReply(place)}：确认`,
  );
}

export function paperEntered(name: string): string {
  return lines(`已计入${name}，在结果里单列一行。`, tallyPictureAsked());
}

function sayVotes(votes: PaperTally["votes"]): string {
  return Object.entries(votes)
    .map(([number, count]) => `${number}号${count}票`)
    .join("　");
}
