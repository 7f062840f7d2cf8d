import { insertRoll } from "../../db/electors.ts";
import { updateOpened, updateUnopened } from "../../db/selection-drafts.ts";
import { findSelection, lockSelection } from "../../db/selections.ts";
import { listUnits } from "../../db/units.ts";
import { readWorkdays } from "../../db/workdays.ts";
import { UserError } from "../../domain/errors.ts";
import { textMessage } from "../../domain/message.ts";
import type { Selection } from "../../domain/selection.ts";
import { nextReminderAt } from "../../domain/selection-reminder.ts";
import { formatDateTime } from "../../domain/time.ts";
import {
  chooseByCard,
  selectionAnnounced,
  selectionOpened,
  selectionSummary,
} from "../../text/selections.ts";
import type { PublicationKind, PublishContext } from "../publication.ts";
import { announceSelection } from "../selection-cards.ts";
import {
  listPlacesOf,
  recordSelection,
  scopeOf,
  SELECTION_KIND,
  viewSelection,
} from "../selections.ts";

/** 议题推荐: from the moment in which it is shown, the roll and the rules stand. */
export const selectionPublication: PublicationKind = {
  kind: SELECTION_KIND,
  names: ["议题推荐", "推荐", "发起推荐"],
  async describe(context, objectId) {
    const { tx, tenantId } = context;
    const view = await viewSelection(
      context,
      held(await findSelection(tx, { tenantId, id: objectId })),
    );
    return {
      title: view.selection.title,
      summary: selectionSummary(view),
      full: textMessage(selectionAnnounced(view, chooseByCard(view))),
    };
  },
  async waits({ tx, tenantId, now }, objectId) {
    const { opensAt } = held(await findSelection(tx, { tenantId, id: objectId }));
    return opensAt !== undefined && opensAt > now;
  },
  async drop(context, objectId) {
    const { tx, tenantId } = context;
    const draft = held(await lockSelection(tx, { tenantId, id: objectId }));
    if (draft.state !== "draft") throw new UserError("selectionDraftGone");
    await updateUnopened(tx, draft, { state: "dropped" });
    recordSelection(context, draft, "dropped", {});
  },
  async publish(context, objectId) {
    const { tx, tenantId, now } = context;
    const draft = held(await lockSelection(tx, { tenantId, id: objectId }));
    if (draft.state !== "draft") throw new UserError("selectionDraftGone");
    if (draft.dueAt <= now) {
      throw new UserError("selectionDuePast", { time: formatDateTime(draft.dueAt, now) });
    }
    const units = await listUnits(tx, tenantId);
    await insertRoll(tx, draft, scopeOf(tenantId, units, draft.unitId).unitIds);
    return open(context, draft);
  },
};

/** The roll is frozen by now. */
async function open(context: PublishContext, draft: Selection): Promise<string> {
  const { tx, tenantId, now: at } = context;
  const conversationIds = await listPlacesOf(context, draft);
  const workdays = await readWorkdays(tx, tenantId);
  const remindAt = nextReminderAt(at, { openedAt: at, dueAt: draft.dueAt, sent: 0, workdays });
  await updateOpened(tx, draft, { at, remindAt, conversationIds });
  const view = await viewSelection(context, { ...draft, state: "open" });
  if (view.eligible === 0) throw new UserError("selectionNobody", { unit: view.unitName });
  recordSelection(context, draft, "opened", { eligible: view.eligible });
  for (const conversationId of conversationIds) {
    await announceSelection(context, conversationId, view);
  }
  return selectionOpened(view, conversationIds.length);
}

/** @throws UserError if it is not there any more */
function held(selection: Selection | undefined): Selection {
  if (selection === undefined) throw new UserError("selectionDraftGone");
  return selection;
}
