import { appendEvent } from "../../db/events.ts";
import { insertOutgoing } from "../../db/outbox.ts";
import {
  findResult,
  findSelectionPlaces,
  updateSelectionState,
} from "../../db/selection-results.ts";
import { findSelection, lockSelection } from "../../db/selections.ts";
import { UserError } from "../../domain/errors.ts";
import { type Message, textMessage } from "../../domain/message.ts";
import type { Selection } from "../../domain/selection.ts";
import { resultPublished } from "../../text/selection-answers.ts";
import { pictureLine, resultChart } from "../../text/selection-chart.ts";
import { headingTitle, resultAnnounced, resultSummary } from "../../text/selection-results.ts";
import { keepPicture } from "../pictures.ts";
import type { PublicationKind, PublishContext } from "../publication.ts";
import { RESULT_KIND, viewResult } from "../selection-announcing.ts";

/** 推荐结果: to the groups it was shown in, once the convener has seen it. */
export const selectionResult: PublicationKind = {
  kind: RESULT_KIND,
  names: ["推荐结果", "结果"],
  async describe(context, objectId) {
    const { tx, tenantId } = context;
    const selection = await findSelection(tx, { tenantId, id: objectId });
    const view = await readResult(context, selection);
    return {
      title: `${headingTitle(view.title)}推荐结果`,
      summary: resultSummary(view),
      full: textMessage(resultAnnounced(view, "group")),
    };
  },
  async publish(context, objectId) {
    const { tx, tenantId, now, wallNow: at, actorId, receiptId } = context;
    const selection = await lockSelection(tx, { tenantId, id: objectId });
    if (selection?.state !== "closed") throw new UserError("selectionNotClosed");
    const message = await composeResult(context, selection);
    const places = await findSelectionPlaces(tx, selection);
    for (const conversationId of places) {
      await insertOutgoing(tx, { tenantId, conversationId, urgency: "answer", message, at });
    }
    await updateSelectionState(tx, selection, { state: "published", at: now });
    const object = { tenantId, objectKind: "selection", objectId } as const;
    appendEvent(tx, { ...object, kind: "published", actorId, at: now, receiptId, words: {} });
    return resultPublished(places.length);
  },
};

/** @throws UserError if it is not closed any more, or not yet */
async function readResult(context: PublishContext, selection: Selection | undefined) {
  const result = selection && (await findResult(context.tx, selection));
  if (selection === undefined || result === undefined) throw new UserError("selectionNotClosed");
  return viewResult(context, selection, result);
}

/** The words, with a picture of the bars where links can be given. */
async function composeResult(context: PublishContext, selection: Selection): Promise<Message> {
  const { tx, tenantId, ports, wallNow } = context;
  const { publicUrl } = ports;
  const view = await readResult(context, selection);
  const words = resultAnnounced(view, "group");
  const chart = publicUrl === undefined ? undefined : resultChart(view);
  if (publicUrl === undefined || chart === undefined) return textMessage(words);
  const url = await keepPicture(tx, { tenantId, chart, ports: { publicUrl }, wallNow });
  return {
    kind: "rich",
    text: pictureLine(words, url),
    blocks: [
      { kind: "paragraph", runs: [words] },
      { kind: "image", alt: chart.title, url },
    ],
  };
}
